# Mistake: Closes a sitting when the limit reaches its end plus the gap, where a beat still fits.
# The public cases show it.
import solution


class Sessions(solution.Sessions):
    def _close(self, watermark):
        return super()._close(watermark + 1)
