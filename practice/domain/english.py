"""The English that the check of stories knows: which language it is, and words by kind."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# What every English text is full of and other languages written in Latin letters are not.
_STOP_WORDS = _set(
    "a an and as at be but by for from had has have he her his i if is it its my not of on or our"
    " she so than that the their them then there they this to was we were what when which who"
    " with would you"
)
_ENGLISH_FROM = 0.27  # share of stop words; English stories have 0.35 and more
_FEWEST_WORDS = 12  # below that nothing can be said

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")

MONTHS_AND_DAYS = _set(
    "january february march april may june july august september october november december"
    " monday tuesday wednesday thursday friday saturday sunday"
)
ROLES = _set(
    "actuary analyst architect auditor ceo client colleague contractor cto customer designer"
    " developer director doctor driver engineer founder intern investor journalist landlord lawyer"
    " lead leader librarian maintainer manager mentor neighbour nurse officer owner patient"
    " president professor pupil recruiter reviewer salesperson scientist secretary student"
    " supervisor supplier teacher teammate tester trainee vendor volunteer"
)
NUMBER_WORDS = _set(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
    " thousand million half twice"
)
TIME_UNITS = _set(
    "second minute hour day night evening morning weekend week fortnight sprint month quarter"
    " year term"
)
IRREGULAR_PAST = _set(
    "ate became began bent bet bought broke brought built came caught chose cut dealt did drew"
    " drove fell felt flew forbade forgot fought found froze gave got grew had heard held hid hit"
    " hung kept knew laid led left lent let lit lost made met overheard paid put quit ran rang read"
    " rebuilt rewrote rode said sat saw sent set shook shot shut sold sought spent split spoke"
    " stood stuck swore taught told took thought threw tore undid went withdrew woke won wore"
    " wrote"
)
# What one does without anybody seeing it done.
EMPTY_VERBS = _set(
    "aligned assisted became believed championed collaborated communicated contributed coordinated"
    " defined delivered empowered enabled encouraged ensured escalated established executed"
    " facilitated felt focused fostered got had helped improved introduced learned led leveraged"
    " liked loved managed mentored needed optimised optimized owned partnered prioritised"
    " prioritized raised shared spearheaded standardised standardized stayed stood streamlined"
    " suggested supported thought took transformed treated tried understood used wanted"
    " worked"
)

# Phrases that stand where a fact should, by the question that asks for the fact. Longer phrases
# come first: "a lot of things" is one, not two.
VAGUE: dict[str, tuple[str, ...]] = {
    "How many, or how much?": (
        *("a lot of", "lots of", "a lot", "a number of", "plenty of", "a couple of", "a few of"),
        *("a few", "quite a bit", "a bit of", "a bit", "loads of", "numerous", "several", "many"),
        *("thousands of", "all sorts of"),
    ),
    "Which ones? Name two.": (
        *("things like that", "and so on", "this and that", "various", "things", "stuff"),
        *("aspects", "different teams", "different ways", "best practices", "better processes"),
        *("modern tools", "cloud technologies", "some tools", "some measures", "some parts"),
        *("some improvements", "some articles", "some documentation", "some resources"),
        *("some research", "some problems", "some trouble", "some"),
    ),
    "By how much? Give the figure before and after.": (
        *("significantly", "considerably", "noticeably", "substantially", "dramatically"),
        *("much better", "a lot better", "much faster", "a lot faster", "huge impact"),
        *("real impact", "a great success", "great success", "very successful", "successfully"),
        *("well received", "got better", "was better", "went up", "improved", "increased"),
    ),
    "Say it straight, or leave it out.": (
        *("kind of", "sort of", "basically", "somehow", "somewhat", "more or less", "i guess"),
        *("i think", "i believe", "maybe", "quite", "really", "extremely", "fairly", "very"),
        *("of course", "tried to", "try to"),
    ),
    "What happened on one day? Tell that day.": (
        *("most of the time", "in general", "generally", "usually", "typically", "often"),
        *("whenever", "always", "i would", "many times", "regularly", "from time to time"),
    ),
    "Big words. What would somebody in the room have seen?": (
        *("best fit", "transformation", "roadmap", "governance", "framework", "synergies"),
        *("a culture of", "ownership", "deliver value", "adoption", "vision", "excellence"),
        *("excellent feedback", "positive feedback", "good feedback", "the landscape"),
        *("executed", "the situation", "risks", "satisfied", "stakeholder management"),
    ),
    "Who? A first name or a role is enough.": (
        *("everybody involved", "relevant people", "different people", "several people"),
        *("the stakeholders", "stakeholders", "everybody", "everyone", "somebody", "someone"),
        *("people", "the others", "each other", "both sides"),
    ),
    "When, and for how long?": (
        *("eventually", "in the end", "after a while", "at some point", "some time ago", "once"),
        *("one time", "as soon as possible", "over time", "all the time", "over and over"),
        *("a short time", "quickly", "at a previous company", "in my last role"),
    ),
    "What did you do, with your hands or your voice?": (
        *("made sure", "make sure", "took ownership", "communication is key", "worked hard"),
        *("worked very hard", "drove things forward", "kept everybody in the loop"),
        *("found common ground", "found a compromise", "find a compromise", "lessons were learned"),
        *("learned a lot", "raised awareness", "stood my ground", "remove obstacles"),
    ),
}
_QUESTION_OF = {phrase: question for question, phrases in VAGUE.items() for phrase in phrases}
_VAGUE = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, _QUESTION_OF), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


def words_of(text: str) -> list[str]:
    """The words and numbers of `text`, in order, as written."""
    return _WORD.findall(text)


def is_english(text: str) -> bool | None:
    """Whether `text` is English, by its share of English stop words. None: too short to say."""
    words = [word.lower() for word in words_of(text)]
    if len(words) < _FEWEST_WORDS:
        return None
    return sum(word in _STOP_WORDS for word in words) / len(words) >= _ENGLISH_FROM


def vague_phrases(text: str) -> list[tuple[str, str]]:
    """Each vague phrase as it stands in `text`, with the question it leaves open."""
    return [(found[0], _QUESTION_OF[found[0].lower()]) for found in _VAGUE.finditer(text)]
