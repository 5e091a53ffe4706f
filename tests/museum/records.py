"""What each museum's documentation shows of its answers, with the sources; the pictures are made here.

Met: the example of ``objects/{objectID}`` and the fields of ``search`` at https://metmuseum.github.io; the columns of
``MetObjects.csv`` at https://github.com/metmuseum/openaccess. Art Institute of Chicago: https://api.artic.edu/docs
("Pagination", "IIIF Image API", the fields of ``artworks``). Cleveland: https://openaccess-api.clevelandart.org (the
example of ``artworks/130707``). Only fields that are read, and some beside them, are kept.
"""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

_COLUMNS = """
Object Number,Is Highlight,Is Timeline Work,Is Public Domain,Object ID,Gallery Number,Department,AccessionYear,
Object Name,Title,Culture,Period,Dynasty,Reign,Portfolio,Constituent ID,Artist Role,Artist Prefix,Artist Display Name,
Artist Display Bio,Artist Suffix,Artist Alpha Sort,Artist Nationality,Artist Begin Date,Artist End Date,Artist Gender,
Artist ULAN URL,Artist Wikidata URL,Object Date,Object Begin Date,Object End Date,Medium,Dimensions,Credit Line,
Geography Type,City,State,County,Country,Region,Subregion,Locale,Locus,Excavation,River,Classification,
Rights and Reproduction,Link Resource,Object Wikidata URL,Metadata Date,Repository,Tags,Tags AAT URL,Tags Wikidata URL
"""
MET_COLUMNS = _COLUMNS.replace("\n", "").split(",")


@lru_cache(maxsize=512)
def painting(seed: int, width: int = 560, height: int = 416) -> bytes:
    """A JPEG of rough patches."""
    rough = np.random.default_rng(seed).integers(0, 256, (6, 8, 3), dtype=np.uint8)
    image = Image.fromarray(rough).resize((width, height), Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()


def year_of(number: int) -> int:
    return 1500 + number * 37 % 420


def met_object(number: int, here: str, **other: Any) -> dict[str, Any]:
    year = year_of(number)
    return {
        "objectID": number,
        "isHighlight": False,
        "accessionNumber": f"36.100.{number}",
        "isPublicDomain": True,
        "primaryImage": f"{here}/pictures/original/{number}.jpg",
        "primaryImageSmall": f"{here}/pictures/web-large/{number}.jpg",
        "additionalImages": [],
        "department": "European Paintings",
        "objectName": "Painting",
        "title": f"Quail and Millet {number}",
        "culture": "",
        "period": "",
        "artistPrefix": "",
        "artistDisplayName": "Kiyohara Yukinobu",
        "artistSuffix": "",
        "artistNationality": "Japanese",
        "objectDate": f"ca. {year}",
        "objectBeginDate": year,
        "objectEndDate": year + 5,
        "medium": "Oil on canvas",
        "creditLine": "The Howard Mansfield Collection, Purchase, Rogers Fund, 1936",
        "classification": "Paintings",
        "rightsAndReproduction": "",
        "objectURL": f"https://www.metmuseum.org/art/collection/search/{number}",
        "GalleryNumber": "",
    } | other


def met_row(number: int, **other: str) -> dict[str, str]:
    row = dict.fromkeys(MET_COLUMNS, "") | {
        "Object Number": f"36.100.{number}",
        "Is Public Domain": "True",
        "Object ID": str(number),
        "Department": "European Paintings",
        "Title": f"Quail and Millet {number}",
        "Artist Display Name": "Kiyohara Yukinobu",
        "Object Date": f"ca. {year_of(number)}",
        "Object Begin Date": str(year_of(number)),
        "Object End Date": str(year_of(number) + 5),
        "Medium": "Oil on canvas",
        "Credit Line": "Rogers Fund, 1936",
        "Classification": "Paintings",
        "Link Resource": f"http://www.metmuseum.org/art/collection/search/{number}",
    }
    return row | other


def aic_record(number: int, **other: Any) -> dict[str, Any]:
    year = year_of(number)
    return {
        "id": number,
        "title": f"A Sunday on La Grande Jatte {number}",
        "artist_title": "Georges Seurat",
        "artist_display": "Georges Seurat\nFrench, 1859-1891",
        "date_display": f"{year}–{year + 2}",
        "date_start": year,
        "medium_display": "Oil on canvas",
        "style_title": "Pointillism",
        "department_title": "Painting and Sculpture of Europe",
        "place_of_origin": "France",
        "credit_line": "Helen Birch Bartlett Memorial Collection",
        "is_public_domain": True,
        "copyright_notice": None,
        "image_id": f"2d484387-2509-5e8e-2c43-{number:012d}",
    } | other


def aic_page(records: list[Any], total: int, page: int, limit: int, here: str) -> dict[str, Any]:
    return {
        "preference": None,
        "pagination": {
            "total": total,
            "limit": limit,
            "offset": (page - 1) * limit,
            "total_pages": -(-total // limit),
            "current_page": page,
        },
        "data": records,
        "info": {"license_text": "The `description` field ...", "version": "1.14"},
        "config": {"iiif_url": f"{here}/iiif/2", "website_url": "http://www.artic.edu"},
    }


def cleveland_record(number: int, here: str, **other: Any) -> dict[str, Any]:
    year = year_of(number)
    return {
        "id": number,
        "accession_number": f"1953.{number}",
        "share_license_status": "CC0",
        "title": f"Head of Saint John the Baptist {number}",
        "creation_date": f"c. {year}–{year + 50}",
        "creation_date_earliest": year,
        "creation_date_latest": year + 50,
        "culture": ["Spain or Northern Italy, mid 16th - mid 17th century"],
        "technique": "oil on canvas",
        "department": "European Painting and Sculpture",
        "type": "Painting",
        "copyright": None,
        "url": f"https://clevelandart.org/art/1953.{number}",
        "images": {
            "web": {"url": f"{here}/pictures/web/{number}.jpg", "width": "1263", "height": "830"},
            "print": {"url": f"{here}/pictures/print/{number}.jpg", "width": "3400", "height": "2235"},
            "full": {"url": f"{here}/pictures/full/{number}.tif", "width": "6060", "height": "3983"},
        },
        "creditline": "Mr. and Mrs. William H. Marlatt Fund",
        "creators": [{"id": 1, "description": "Claude Monet (French, 1840–1926)", "role": "artist"}],
    } | other
