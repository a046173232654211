"""Pictures of a file's pages, made by a process of its own: `render.py FILE FOLDER KIND DPI FIRST LAST SECONDS`.

Prints {"pages": n} or {"error": …}. It imports nothing of ours and may die of a hostile file without taking anything along.
"""

import json
import resource
import sys
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

MEMORY = 3 * 1024**3
PIXELS = 40_000_000  # of one page


def main() -> None:
    file, folder, kind, dpi, first, last, seconds = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    Image.MAX_IMAGE_PIXELS = PIXELS
    render = pdf if kind == "pdf" else picture
    try:
        pages = render(Path(file), Path(folder), int(dpi), int(first), int(last))
    except Image.DecompressionBombError:
        tell({"error": "large"})
    except pypdfium2.PdfiumError as error:
        tell({"error": "encrypted" if "assword" in str(error) else "damaged"})
    except (OSError, ValueError, MemoryError, SyntaxError):
        tell({"error": "damaged"})
    else:
        tell({"pages": pages})


def pdf(file: Path, folder: Path, dpi: int, first: int, last: int) -> int:
    """Pages `first` to `last` (from 1), forms and annotations drawn as a reader sees them."""
    document = pypdfium2.PdfDocument(file)
    document.init_forms()
    count = len(document)
    for number in range(first, min(last, count) + 1):
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(dpi / 72, (PIXELS / max(1.0, width * height)) ** 0.5)
        image = page.render(scale=scale, may_draw_forms=True, draw_annots=True).to_pil().convert("RGB")
        image.save(folder / f"{number}.png", compress_level=1)
        page.close()
    return count


def picture(file: Path, folder: Path, _dpi: int, first: int, last: int) -> int:
    """A picture, or the frames of a TIFF, turned as the camera says."""
    with Image.open(file) as image:
        count = getattr(image, "n_frames", 1)
        for number in range(first, min(last, count) + 1):
            image.seek(number - 1)
            ImageOps.exif_transpose(image).convert("RGB").save(folder / f"{number}.png", compress_level=1)
        return count


def tell(answer: dict[str, object]) -> None:
    print(json.dumps(answer))  # noqa: T201  what the caller reads


if __name__ == "__main__":
    main()
