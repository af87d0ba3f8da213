from interviews.models.catalogue import (
    Company,
    Competency,
    Criterion,
    Kind,
    Loop,
    Round,
    Rubric,
    RubricVersion,
    Topic,
    Value,
)
from interviews.models.disputes import Dispute
from interviews.models.drafts import DraftReview, PacketDraft
from interviews.models.packets import Exposure, Packet, PacketVersion
from interviews.models.preparation import Level, Preparation
from interviews.models.readings import PacketReading
from interviews.models.sessions import Leg, Mode, Participation, Session

__all__ = [
    "Company",
    "Competency",
    "Criterion",
    "Dispute",
    "DraftReview",
    "Exposure",
    "Kind",
    "Leg",
    "Level",
    "Loop",
    "Mode",
    "Packet",
    "PacketDraft",
    "PacketReading",
    "PacketVersion",
    "Participation",
    "Preparation",
    "Round",
    "Rubric",
    "RubricVersion",
    "Session",
    "Topic",
    "Value",
]
