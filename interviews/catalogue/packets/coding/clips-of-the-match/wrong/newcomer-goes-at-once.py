# Mistake: Puts the new clip on the shelf and drops the weakest then, which is often the new one.
import solution


class ClipShelf(solution.ClipShelf):
    def watch(self, name):
        if name not in self._shelf:
            self._shelf[name] = solution.Kept(self._fetch(name))
        kept = self._shelf[name]
        kept.score += 1
        self._shelf.move_to_end(name)
        if len(self._shelf) > self._places:
            self._drop_weakest()
        self._watches += 1
        if self._watches % self._fade_every == 0:
            self._fade()
        return kept.clip
