from packet_tools import Gate, Started, catches, preempt_everywhere, together


class Disk:
    """Remembers what was saved; holds those saves whose text is in `held` at the gate."""

    def __init__(self, *held):
        self.held, self.gate, self.saved = held, Gate(), []

    def __call__(self, show, body):
        if body in self.held:
            self.gate.pass_through()
        self.saved.append((show, body))


@catches("compares-before-the-lock")
def hidden_two_producers_at_every_point(code):
    """Wherever one put is interrupted by another with the same tag, exactly one is taken"""

    def scenario():
        disk = Disk()
        orders = code.RunningOrders(disk)
        tag = orders.create("gala", "a").tag

        def verify(first, second):
            taken = [reply for reply in (first, second) if reply.status == 200]
            assert sorted((first.status, second.status)) == [200, 412], (first, second)
            assert orders.get("gala") == taken[0]
            assert disk.saved == [("gala", "a"), ("gala", taken[0].body)], disk.saved

        put = orders.put
        return lambda: put("gala", "b", tag), lambda: put("gala", "c", tag), verify

    assert preempt_everywhere(scenario) > 5


def hidden_put_against_delete_at_every_point(code):
    """Wherever a delete is interrupted by a put with the same tag, only one of them counts"""

    def scenario():
        disk = Disk()
        orders = code.RunningOrders(disk)
        tag = orders.create("gala", "a").tag

        def verify(deleted, put):
            statuses = (deleted.status, put.status)
            assert statuses in ((204, 404), (412, 200)), statuses
            assert orders.get("gala").status == (404 if deleted.status == 204 else 200)
            assert len(disk.saved) == 2

        return lambda: orders.delete("gala", tag), lambda: orders.put("gala", "b", tag), verify

    assert preempt_everywhere(scenario) > 5


@catches("one-lock-for-all")
def hidden_shows_do_not_wait_for_each_other(code):
    """While one show is being saved, another can be read, changed and created"""
    disk = Disk("slow")
    orders = code.RunningOrders(disk)
    gala, awards = orders.create("gala", "a").tag, orders.create("awards", "a").tag
    slow = Started(lambda: orders.put("gala", "slow", gala))
    disk.gate.wait_for(1)
    assert Started(lambda: orders.put("awards", "b", awards)).result().status == 200
    assert Started(lambda: orders.create("derby", "x")).result().status == 201
    assert Started(lambda: orders.get("awards")).result().body == "b"
    disk.gate.open()
    assert slow.result().status == 200


@catches("reads-wait", "shows-before-it-saves", "takes-it-back")
def hidden_reading_neither_waits_nor_runs_ahead(code):
    """While a put is being saved, readers get the state before it, and at once"""
    disk = Disk("b")
    orders = code.RunningOrders(disk)
    before = orders.create("gala", "a")
    putting = Started(lambda: orders.put("gala", "b", before.tag))
    disk.gate.wait_for(1)
    reply = Started(lambda: orders.get("gala")).result()
    assert (reply.tag, reply.body) == (before.tag, "a")
    assert Started(lambda: orders.get("gala", before.tag)).result().status == 304
    disk.gate.open()
    after = putting.result()
    assert orders.get("gala").tag == after.tag != before.tag


@catches("decides-too-early")
def hidden_the_second_may_win_if_the_first_cannot_be_saved(code):
    """A put that meets one being saved is answered by how that ends"""
    gate, answers = Gate(), []

    def save(show, body):
        if body == "b":
            gate.pass_through()
            raise OSError("disk full")
        answers.append(body)

    orders = code.RunningOrders(save)
    tag = orders.create("gala", "a").tag
    first = Started(lambda: orders.put("gala", "b", tag))
    gate.wait_for(1)
    second = Started(lambda: orders.put("gala", "c", tag))
    assert second.is_running()
    gate.open()
    assert second.result().status == 200
    try:
        first.result()
    except OSError:
        pass
    else:
        raise AssertionError("the failure was swallowed")
    assert orders.get("gala").body == "c" and answers == ["a", "c"]


@catches("forgets-the-lock")
def hidden_created_while_being_deleted(code):
    """A create that waited for a delete is there afterwards"""
    disk = Disk(None)
    orders = code.RunningOrders(disk)
    tag = orders.create("gala", "a").tag
    deleting = Started(lambda: orders.delete("gala", tag))
    disk.gate.wait_for(1)
    creating = Started(lambda: orders.create("gala", "b"))
    assert creating.is_running()
    disk.gate.open()
    assert deleting.result().status == 204
    created = creating.result()
    assert created.status == 201
    assert orders.get("gala") == code.Reply(200, created.tag, "b")


@catches("counts-for-each-show")
def hidden_a_crowd_of_producers_loses_no_edit(code):
    """Eight producers who read, add a word and try again lose none of two hundred words"""
    orders = code.RunningOrders(lambda show, body: None)
    orders.create("gala", "")

    def add(word):
        while True:
            seen = orders.get("gala")
            if orders.put("gala", f"{seen.body} {word}", seen.tag).status == 200:
                return

    def producer(name):
        for number in range(25):
            add(f"{name}{number}")

    together(*[lambda name=name: producer(name) for name in "abcdefgh"])
    words = orders.get("gala").body.split()
    assert sorted(words) == sorted(f"{name}{number}" for name in "abcdefgh" for number in range(25))
    tags = {
        orders.get("gala").tag,
        orders.create("awards", "x").tag,
        orders.create("derby", "x").tag,
    }
    assert len(tags) == 3, tags
