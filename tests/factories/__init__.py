from tests.factories.catalogue import PacketVersionFactory, RubricVersionFactory
from tests.factories.people import UserFactory
from tests.factories.sessions import SessionFactory

__all__ = ["PacketVersionFactory", "RubricVersionFactory", "SessionFactory", "UserFactory"]
