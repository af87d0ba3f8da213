import inspect
import subprocess
from types import SimpleNamespace


class Encoder:
    """Stands in for subprocess: `during` runs while the command does, which ends with `status`.

    A worker that waits in steps sees `during` happen within its first step.
    """

    PIPE, DEVNULL = subprocess.PIPE, subprocess.DEVNULL
    TimeoutExpired, CalledProcessError = subprocess.TimeoutExpired, subprocess.CalledProcessError

    def __init__(self, status=0, during=lambda: None, error=None):
        self.status, self.during, self.error = status, during, error
        self.commands, self.shells, self.killed = [], [], False

    def run(self, command, shell=False, **options):
        self._begin(command, shell)
        self.during()
        return SimpleNamespace(returncode=self.status)

    def Popen(self, command, shell=False, **options):
        self._begin(command, shell)
        self.steps = 0
        return self

    def _begin(self, command, shell):
        self.commands.append(command)
        self.shells.append(shell)
        if self.error:
            raise self.error

    def wait(self, timeout=None):
        if self.killed or timeout is None:
            return self.status
        self.steps += 1
        if self.steps == 1:
            self.during()
            raise subprocess.TimeoutExpired("ffmpeg", timeout)
        if self.steps == 2:
            raise subprocess.TimeoutExpired("ffmpeg", timeout)
        return self.status

    def poll(self):
        return self.status if self.killed or self.steps > 2 else None

    def kill(self):
        self.killed = True


def call(function, db):
    """The code as handed in passes the worker's name along, the other does without."""
    return (
        function(db, "host-1") if len(inspect.signature(function).parameters) == 2 else function(db)
    )


def database(code, source="film.mov"):
    db = code.connect(":memory:")
    db.execute("INSERT INTO jobs (id, source) VALUES (7, ?)", (source,))
    return db


def job_of(db):
    return dict(db.execute("SELECT * FROM jobs WHERE id = 7").fetchone())


def expire(db):
    db.execute("UPDATE jobs SET lease_until = 1")


def work(code, db, encoder):
    code.subprocess = encoder
    call(code.run_one, db)
    return encoder


def public_one_worker_on_a_good_day(code):
    """One worker takes a job, encodes it and marks it done, and then finds nothing more to do"""
    db = database(code)
    work(code, db, Encoder())
    assert job_of(db)["status"] == "done"
    assert job_of(db)["output"]
    assert call(code.claim, db) is None


def hidden_one_job_is_claimed_once(code):
    """A second worker that claims between two statements of the first does not get the same job"""
    db, other = database(code), []

    class Between:
        def execute(self, statement, *values):
            if statement.lstrip().startswith("UPDATE") and "running'," in statement and not other:
                other.append(None)
                other[0] = call(code.claim, db)
            return db.execute(statement, *values)

    mine = call(code.claim, Between())
    assert (mine is None) != (other[0] is None), "both have the job"


def hidden_a_long_encode_keeps_its_lease(code):
    """A lease that is about to end while the encode runs is renewed"""
    db = database(code)
    leases = []

    def shorten():
        db.execute("UPDATE jobs SET lease_until = lease_until - 200")
        leases.append(job_of(db)["lease_until"])

    work(code, db, Encoder(during=shorten))
    assert job_of(db)["lease_until"] > leases[0]


def hidden_a_failed_encode_is_not_done(code):
    """A command that ends with status 1 leaves the job to be tried again"""
    db = database(code)
    work(code, db, Encoder(status=1))
    assert job_of(db)["status"] == "queued"


def hidden_a_source_is_a_name_and_no_command(code):
    """A file name with a space and a semicolon goes to the command as one argument"""
    encoder = work(code, database(code, source="a b.mov; touch x"), Encoder())
    assert not encoder.shells[0]
    assert any(part.endswith("a b.mov; touch x") for part in encoder.commands[0])


def hidden_a_late_worker_changes_nothing(code):
    """A worker that lost its lease without knowing does not mark the job as done"""
    db = database(code)

    def taken_over():
        expire(db)
        assert call(code.claim, db)["id"] == 7

    work(code, db, Encoder(during=taken_over))
    assert job_of(db)["status"] == "running"


def hidden_two_attempts_write_two_files(code):
    """The second attempt at a job writes to another file than the first"""
    db = database(code)

    def taken_over():
        expire(db)
        work(code, db, second)

    first, second = Encoder(during=taken_over), Encoder()
    work(code, db, first)
    assert str(first.commands[0]) != str(second.commands[0])


def hidden_a_job_that_kills_its_worker_is_parked(code):
    """A job whose worker dies five times is parked as failed"""
    db = database(code)
    for _ in range(5):
        assert call(code.claim, db)["id"] == 7
        expire(db)
    assert call(code.claim, db) is None
    assert job_of(db)["status"] == "failed"


def hidden_a_stop_gives_the_job_back(code):
    """SIGTERM during an encode ends the command and gives the job back, without a lost attempt"""
    db = database(code)

    def deploy():
        code.stopping = True

    encoder = work(code, db, Encoder(during=deploy))
    assert encoder.killed
    assert (job_of(db)["status"], job_of(db)["attempts"]) == ("queued", 0)


def hidden_a_failed_job_waits_before_it_is_tried_again(code):
    """A job that has just failed is not taken again at once"""
    db = database(code)
    work(code, db, Encoder(error=OSError("no such program")))
    assert job_of(db)["status"] == "queued"
    assert call(code.claim, db) is None


def hidden_five_tries_and_no_sixth(code):
    """After five failures the job is parked"""
    db = database(code)
    for _ in range(5):
        if "not_before" in job_of(db):
            db.execute("UPDATE jobs SET not_before = 0")
        work(code, db, Encoder(error=OSError("no such program")))
    assert job_of(db)["status"] == "failed"
