"""Pictures that are no chest film, drawn: what a dropped folder holds beside films, as far as it can be drawn at 128 px."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SIDE = 128
_y, _x = np.mgrid[0:SIDE, 0:SIDE].astype(np.float32) / SIDE * 2 - 1


def drawn(random: np.random.Generator) -> np.ndarray:
    """One picture, 128 × 128, 0 … 1, of a kind drawn at random."""
    kind = KINDS[random.integers(len(KINDS))]
    picture = np.clip(kind(random), 0, 1).astype(np.float32)
    if random.random() < 0.3:
        picture = np.rot90(picture, random.integers(4))
    if random.random() < 0.25:
        picture = 1 - picture
    return np.ascontiguousarray(picture)


def spectrum(random: np.random.Generator, slope: float) -> np.ndarray:
    """Noise whose amplitude falls as frequency^-slope, 0 … 1."""
    frequency = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.fftfreq(SIDE)[None])
    frequency[0, 0] = 1
    phase = np.exp(2j * np.pi * random.random((SIDE, SIDE)))
    field = np.real(np.fft.ifft2(phase * frequency**-slope))
    low, high = np.quantile(field, (0.01, 0.99))
    return (field - low) / (high - low + 1e-9)


def blank(random):
    level = random.random() if random.random() < 0.6 else float(random.integers(2))
    slope = random.normal(0, 0.15, 2) if random.random() < 0.5 else (0, 0)
    return level + slope[0] * _x + slope[1] * _y + random.normal(0, random.choice([0, 0.005, 0.03]), (SIDE, SIDE))


def noise(random):
    if random.random() < 0.5:
        return random.normal(random.uniform(0.3, 0.7), random.uniform(0.05, 0.4), (SIDE, SIDE))
    return spectrum(random, random.uniform(0.2, 1.6))


def clouds(random):
    return spectrum(random, random.uniform(1.2, 2.4)) * random.uniform(0.4, 1) + random.uniform(0, 0.3)


def canvas(level: float) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (SIDE * 2, SIDE * 2), int(255 * level))
    return image, ImageDraw.Draw(image)


def finished(image: Image.Image, random, blur: float = 1.2) -> np.ndarray:
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.3, blur)))
    grey = np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX), np.float32) / 255
    return grey + random.normal(0, random.uniform(0, 0.03), grey.shape)


def box(random, smallest: float, largest: float) -> tuple[float, float, float, float]:
    width, height = random.uniform(smallest, largest, 2) * SIDE * 2
    x, y = random.uniform(-0.1, 1, 2) * SIDE * 2
    return (x, y, x + width, y + height)


def leaves(random):
    """Shapes that hide one another: the statistics of a photograph."""
    image, draw = canvas(random.random())
    for _ in range(random.integers(5, 120)):
        shade = int(random.integers(256))
        largest = random.uniform(0.05, 0.7)
        shape = random.integers(3)
        if shape == 0:
            draw.ellipse(box(random, 0.02, largest), fill=shade)
        elif shape == 1:
            draw.rectangle(box(random, 0.02, largest), fill=shade)
        else:
            centre = random.uniform(0, 2 * SIDE, 2)
            draw.polygon([tuple(centre + random.normal(0, largest * SIDE * 0.6, 2)) for _ in range(random.integers(3, 7))], fill=shade)
    grey = finished(image, random)
    return grey * 0.8 + 0.2 * spectrum(random, 1.5) if random.random() < 0.5 else grey


def scene(random):
    """Sky, ground, things that stand on it, lit from a side."""
    horizon = random.uniform(-0.5, 0.5)
    grey = np.where(_y < horizon, random.uniform(0.5, 1) + 0.2 * _y, random.uniform(0.1, 0.6) - 0.2 * _y) + 0.15 * (spectrum(random, 1.6) - 0.5)
    for _ in range(random.integers(1, 7)):
        x, y, radius = random.uniform(-0.8, 0.8), horizon + random.uniform(-0.3, 0.7), random.uniform(0.08, 0.5)
        tall = random.uniform(0.5, 2.5)
        inside = (((_x - x) / radius) ** 2 + ((_y - y) / (radius * tall)) ** 2) < 1 if random.random() < 0.5 else (abs(_x - x) < radius) & (abs(_y - y) < radius * tall)
        grey = np.where(inside, random.random() + 0.5 * (_x - x) * random.choice([-1, 1]), grey)
    return grey


def page(random):
    """A document or a screen: lines of signs, boxes, a table."""
    dark = random.random() < 0.3
    image, draw = canvas(0.05 if dark else 0.95)
    ink = int(255 * (random.uniform(0.6, 1) if dark else random.uniform(0, 0.4)))
    y = random.uniform(4, 40)
    while y < 2 * SIDE - 6:
        height = random.uniform(3, 9)
        x, end = random.uniform(4, 30), random.uniform(80, 250)
        while x < end:
            width = random.uniform(3, 26)
            draw.rectangle((x, y, min(end, x + width), y + height), fill=ink)
            x += width + random.uniform(2, 6)
        y += height + random.uniform(3, 12)
        if random.random() < 0.08:
            y += random.uniform(10, 60)
    for _ in range(random.integers(0, 3)):
        draw.rectangle(box(random, 0.1, 0.5), outline=ink, width=2)
    return finished(image, random, 0.8)


def section(random):
    """A body in cross-section on black, as CT and MR show it: rim, organs, bright or dark spots."""
    wide, tall = random.uniform(0.45, 0.95), random.uniform(0.4, 0.95)
    x, y = random.uniform(-0.08, 0.08, 2)
    reach = ((_x - x) / wide) ** 2 + ((_y - y) / tall) ** 2
    grey = np.where(reach < 1, random.uniform(0.25, 0.6), 0.0)
    rim = random.uniform(0.75, 0.95)
    grey = np.where((reach < 1) & (reach > rim), random.uniform(0.05, 1), grey)
    for _ in range(random.integers(3, 16)):
        a, b = random.uniform(0.04, 0.35, 2)
        cx, cy = x + random.uniform(-0.6, 0.6) * wide, y + random.uniform(-0.6, 0.6) * tall
        turn = random.uniform(0, np.pi)
        u, v = (_x - cx) * np.cos(turn) + (_y - cy) * np.sin(turn), -(_x - cx) * np.sin(turn) + (_y - cy) * np.cos(turn)
        inside = ((u / a) ** 2 + (v / b) ** 2 < 1) & (reach < rim)
        grey = np.where(inside, random.random(), grey)
        if random.random() < 0.3:
            mirrored = ((((-_x + 2 * x) - cx) / a) ** 2 + ((_y - cy) / b) ** 2 < 1) & (reach < rim)
            grey = np.where(mirrored, random.random(), grey)
    grey = grey + (reach < 1) * 0.15 * (spectrum(random, random.uniform(0.5, 1.8)) - 0.5)
    return softened(grey, random)


def softened(grey: np.ndarray, random, most: float = 1.5) -> np.ndarray:
    image = Image.fromarray(np.uint8(np.clip(grey, 0, 1) * 255)).filter(ImageFilter.GaussianBlur(random.uniform(0.2, most)))
    return np.asarray(image, np.float32) / 255 + random.normal(0, random.uniform(0, 0.03), grey.shape)


def limb(random):
    """Bones in soft tissue: a limb, a hand, a joint, a spine; one picture or two beside each other."""
    image, draw = canvas(random.uniform(0, 0.12))
    for centre in (random.uniform(90, 170),) if random.random() < 0.65 else (random.uniform(50, 80), random.uniform(170, 210)):
        tilt, width = random.normal(0, 25), random.uniform(25, 75)
        flesh, bone = int(random.uniform(50, 140)), int(random.uniform(150, 255))
        top, bottom = (centre - tilt, -10), (centre + tilt, 2 * SIDE + 10)
        draw.line([top, bottom], fill=flesh, width=int(2 * width))
        for _ in range(random.integers(1, 4)):
            offset, thick = random.uniform(-0.5, 0.5) * width, random.uniform(0.15, 0.6) * width
            joint = random.uniform(60, 200)
            for start, end in ((-10, joint - 3), (joint + 3, 2 * SIDE + 10)):
                draw.line([(centre - tilt + offset, start), (centre + tilt + offset, end)], fill=bone, width=max(2, int(thick)))
                knob = thick * random.uniform(0.6, 1.1)
                draw.ellipse((centre + offset - knob, joint - knob, centre + offset + knob, joint + knob), fill=bone)
                inner = max(1, int(thick * 0.4))
                draw.line([(centre - tilt + offset, start), (centre + tilt + offset, end)], fill=(flesh + bone) // 2, width=inner)
    return finished(image, random, 4) + 0.1 * (spectrum(random, 1.5) - 0.5)


def hand(random):
    """Rays from a palm, each of several bones."""
    image, draw = canvas(random.uniform(0, 0.1))
    palm = np.array([128 + random.normal(0, 15), 190 + random.normal(0, 15)])
    flesh, bone = int(random.uniform(60, 120)), int(random.uniform(160, 255))
    draw.ellipse((palm[0] - 55, palm[1] - 45, palm[0] + 55, palm[1] + 60), fill=flesh)
    for angle in np.linspace(-0.75, 0.6, 5) + random.normal(0, 0.05, 5):
        direction = np.array([np.sin(angle), -np.cos(angle)])
        length = random.uniform(110, 165)
        draw.line([tuple(palm), tuple(palm + direction * length)], fill=flesh, width=26)
        for start in np.arange(0.1, 0.95, 0.3):
            draw.line([tuple(palm + direction * length * start), tuple(palm + direction * length * (start + 0.24))], fill=bone, width=random.integers(6, 12))
    return finished(image, random, 2.5)


def skull(random):
    """A bright shell with structures within: head, skull, mammogram, pelvis at a glance."""
    reach = ((_x - random.normal(0, 0.08)) / random.uniform(0.5, 0.9)) ** 2 + ((_y - random.uniform(-0.3, 0.2)) / random.uniform(0.6, 1)) ** 2
    grey = np.where(reach < 1, random.uniform(0.2, 0.6), random.uniform(0, 0.15))
    grey = np.where((reach < 1) & (reach > random.uniform(0.7, 0.93)), random.uniform(0.6, 1), grey)
    grey += (reach < 1) * random.uniform(0.1, 0.5) * (spectrum(random, random.uniform(1.2, 2.2)) - 0.5)
    for _ in range(random.integers(0, 5)):
        cx, cy, radius = random.uniform(-0.4, 0.4), random.uniform(-0.4, 0.6), random.uniform(0.05, 0.25)
        for sign in (-1, 1):
            grey = np.where((_x - sign * cx) ** 2 + (_y - cy) ** 2 < radius**2, random.random(), grey)
    return softened(grey, random, 2.5)


def fan(random):
    """Ultrasound: a sector of speckle on black."""
    angle, depth = np.arctan2(_x, _y + 1.1), np.hypot(_x, _y + 1.1)
    inside = (abs(angle) < random.uniform(0.4, 0.8)) & (depth > random.uniform(0.05, 0.4)) & (depth < random.uniform(1.5, 2.1))
    speckle = random.rayleigh(0.25, (SIDE, SIDE)) * (0.3 + spectrum(random, 1.8))
    return softened(np.where(inside, speckle, 0), random, 1)


def graph(random):
    """Bright lines on dark: a trace, an angiogram, a diagram."""
    image, draw = canvas(random.uniform(0, 0.6))
    for _ in range(random.integers(2, 30)):
        points = np.cumsum(random.normal(0, random.uniform(4, 22), (random.integers(4, 40), 2)), 0) + random.uniform(0, 2 * SIDE, 2)
        draw.line([tuple(point) for point in points], fill=int(random.integers(256)), width=int(random.integers(1, 9)))
    return finished(image, random, 1.5)


KINDS = (blank, blank, noise, clouds, leaves, leaves, scene, page, section, section, section, limb, limb, hand, skull, skull, fan, graph)


def shuffled(film: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """A film's own tiles in another order: its greys and its textures without its chest."""
    tiles = int(random.choice([2, 3, 4, 6]))
    size = SIDE // tiles
    order = random.permutation(tiles * tiles)
    while tiles == 2 and (order == np.arange(4)).sum() > 1:
        order = random.permutation(4)
    picture = np.zeros_like(film)
    for at, of in enumerate(order):
        to, source = divmod(at, tiles), divmod(int(of), tiles)
        tile = film[source[0] * size : (source[0] + 1) * size, source[1] * size : (source[1] + 1) * size]
        picture[to[0] * size : (to[0] + 1) * size, to[1] * size : (to[1] + 1) * size] = np.rot90(tile, random.integers(4))
    return picture
