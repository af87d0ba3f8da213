# Mistake: Fades at the start of the watch, so the latest clip keeps its whole point.
import solution


class ClipShelf(solution.ClipShelf):
    def watch(self, name):
        kept = self._shelf.get(name)
        if kept is None:
            kept = solution.Kept(self._fetch(name))
            if len(self._shelf) == self._places:
                self._drop_weakest()
            self._shelf[name] = kept
        self._watches += 1
        if self._watches % self._fade_every == 0:
            self._fade()
        kept.score += 1
        self._shelf.move_to_end(name)
        return kept.clip
