class Refused(ValueError):
    def __init__(self, name: str):
        super().__init__(f"cannot set {name}")
        self.name = name


LANGUAGES = ("off", "de", "en", "es", "hi", "ja")
COLOURS = ("white", "yellow", "green")

# What may be set: a rule for each setting, a dictionary of rules for each group.
RULES = {
    "size": lambda value: type(value) is int and 50 <= value <= 300,  # True is an int, too
    "language": lambda value: value in LANGUAGES,
    "style": {
        "colour": lambda value: value in COLOURS,
        "shadow": lambda value: type(value) is bool,
    },
}


class CaptionSettings:
    def __init__(self, defaults: dict):
        self._chosen: dict[str, object] = {}  # "style.colour" to value; what is absent follows
        self.use_defaults(defaults)

    def use_defaults(self, defaults: dict) -> None:
        self._defaults = leaves(defaults)

    def patch(self, changes: dict) -> list[str]:
        steps = checked(changes, RULES)  # raises before anything has been touched
        before = self._values()
        for name, value in steps.items():
            if value is None:
                self._chosen.pop(name, None)
            else:
                self._chosen[name] = value
        after = self._values()
        return sorted(name for name in after if after[name] != before[name])

    def effective(self) -> dict:
        nested: dict = {}
        for name, value in self._values().items():
            group, _, leaf = name.rpartition(".")
            (nested.setdefault(group, {}) if group else nested)[leaf] = value
        return nested

    def _values(self) -> dict[str, object]:
        return self._defaults | self._chosen


def leaves(settings: dict) -> dict[str, object]:
    """Every setting under its full name: {"style": {"shadow": True}} has "style.shadow"."""
    flat: dict[str, object] = {}
    for name, value in settings.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{leaf}": inner for leaf, inner in leaves(value).items()}
        else:
            flat[name] = value
    return flat


def checked(changes: dict, rules: dict, prefix: str = "") -> dict[str, object]:
    """The full names in `changes` with their new values, None for a choice to be forgotten."""
    steps: dict[str, object] = {}
    for name, value in changes.items():
        full = prefix + name
        rule = rules.get(name)
        if isinstance(rule, dict):
            if value is None:
                value = dict.fromkeys(rule)  # a group that is null: forget each choice in it
            if not isinstance(value, dict):
                raise Refused(full)
            steps |= checked(value, rule, full + ".")
        elif rule is None or not (value is None or rule(value)):
            raise Refused(full)
        else:
            steps[full] = value
    return steps
