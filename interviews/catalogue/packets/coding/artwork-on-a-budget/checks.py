import random

from packet_tools import Clock, catches


@catches("expiries-pile-up")
def hidden_a_badge_replaced_for_months(code):
    """The same key put twenty thousand times with long lives does not fill the memory"""
    clock = Clock()
    cache = code.ArtworkCache(1_000, clock)
    for _ in range(20_000):
        clock.advance(60)
        data = bytes(500)
        cache.put("badge", data, 10_000_000)
    stored = [value for value in vars(cache).values() if hasattr(value, "__len__")]
    assert max(len(value) for value in stored) < 1_000, "entries of replaced images stay for ever"


@catches("looks-at-all-of-them")
def hidden_many_images(code):
    """Forty thousand images: making room does not look at all of them"""
    clock = Clock()
    cache = code.ArtworkCache(400_000, clock)
    for n in range(80_000):
        clock.advance(0.001)
        cache.put(n, b"0123456789", 1_000 + n % 97)


@catches("order-of-use-alone", "valid-to-the-last-second", "counts-the-replaced-twice")
def hidden_agrees_with_a_slow_list(code):
    """Random calls agree with a list that is searched from end to end"""
    source = random.Random(5)
    for _ in range(150):
        clock = Clock()
        budget = source.randint(4, 12)
        cache = code.ArtworkCache(budget, clock)
        images = []  # (key, data, expires_at), longest unused first
        for _ in range(60):
            clock.advance(source.choice((0, 0, 1, 2)))
            key = source.choice("abcde")
            if source.random() < 0.4:
                found = [image for image in images if image[0] == key and image[2] > clock.now]
                if found:
                    images.remove(found[0])
                    images.append(found[0])
                assert cache.get(key) == (found[0][1] if found else None)
                continue
            data, ttl = bytes(source.randint(0, 6)), source.randint(0, 9)
            images = [image for image in images if image[0] != key]
            fits = len(data) <= budget and ttl > 0
            assert cache.put(key, data, ttl) is fits
            while fits and sum(len(image[1]) for image in images) + len(data) > budget:
                over = [image for image in images if image[2] <= clock.now]
                images.remove(min(over, key=lambda image: image[2]) if over else images[0])
            if fits:
                images.append((key, data, clock.now + ttl))
