from django.db import migrations


def turn_on(apps, schema_editor):
    """Hourly, for everybody who wants partners found: nobody does until they say so."""
    apps.get_model("scheduling", "RoundRules").objects.get_or_create(
        scope="site", defaults={"is_on": True, "every_hours": 1}
    )


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0008_rounds")]

    operations = [migrations.RunPython(turn_on, migrations.RunPython.noop)]
