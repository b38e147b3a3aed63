"""What reading the metadata inside image files promises, well-formed and hostile."""

import struct
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from pixgen.imaging.embedded import FIELDS, read_embedded

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
<rdf:Description photoshop:DateCreated="1938-05" {attributes}>
 <dc:description><rdf:Alt><rdf:li xml:lang="de">Ein Hof</rdf:li>
 <rdf:li xml:lang="x-default">A farm &amp; a field</rdf:li></rdf:Alt></dc:description>
 <dc:subject><rdf:Bag><rdf:li>barn</rdf:li><rdf:li>a|b</rdf:li><rdf:li>barn</rdf:li></rdf:Bag>
 </dc:subject>
 <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">Public domain</rdf:li></rdf:Alt></dc:rights>
 <exif:GPSLatitude>51,30.6N</exif:GPSLatitude><exif:GPSLongitude>0,7,30W</exif:GPSLongitude>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def saved(format: str = "JPEG", **save: object) -> Image.Image:
    file = BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, format, **save)
    image = Image.open(BytesIO(file.getvalue()))
    image.load()
    return image


def exif(base=None, details=None, gps=None) -> bytes:
    block = Image.Exif()
    block.update(base or {})
    if details:
        block.get_ifd(0x8769).update(details)
    if gps:
        block.get_ifd(0x8825).update(gps)
    return block.tobytes()


def gps(latitude, north, longitude, east) -> bytes:
    return exif(gps={1: north, 2: latitude, 3: east, 4: longitude})


def iptc(*entries: tuple[int, bytes]) -> bytes:
    """Make the segment of a JPEG file that holds these IPTC entries."""
    data = b"".join(
        b"\x1c\x02" + bytes([number]) + struct.pack(">H", len(text)) + text
        for number, text in entries
    )
    data += b"\0" * (len(data) % 2)
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(data)) + data
    content = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def with_iptc(*entries: tuple[int, bytes], **save: object) -> Image.Image:
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG", **save)
    data = file.getvalue()
    return Image.open(BytesIO(data[:2] + iptc(*entries) + data[2:]))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_what_a_camera_writes_is_read(format):
    block = exif(
        {
            0x010F: "Canon",
            0x0110: "Canon EOS 5D",
            0x010E: "A red square",
            0x8298: "A. Maker",
        },
        {0x9003: "2012:05:01 12:30:00"},
        {1: "S", 2: (IFDRational(51), IFDRational(30), IFDRational(36)), 3: "W", 4: (0, 7, 30)},
    )
    assert read_embedded(saved(format, exif=block)) == {
        "date": "2012-05-01",
        "camera": "Canon EOS 5D",
        "latitude": "-51.510000",
        "longitude": "-0.125000",
        "caption": "A red square",
        "rights": "A. Maker",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_letters_are_those_that_were_meant(encoding):
    block = exif({0x8298: "© A. Müller".encode(encoding)})
    assert read_embedded(saved(exif=block)) == {"rights": "© A. Müller"}


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_what_programs_write_as_xmp_is_read(format):
    save = {"xmp": XMP.format(attributes="").encode()}
    if format == "PNG":
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("XML:com.adobe.xmp", XMP.format(attributes=""))
        save = {"pnginfo": info}
    if format == "TIFF":
        save = {"tiffinfo": {700: XMP.format(attributes="").encode()}}
    assert read_embedded(saved(format, **save)) == {
        "date": "1938-05",
        "latitude": "51.510000",
        "longitude": "-0.125000",
        "caption": "A farm & a field",
        "keywords": "barn|a/b",
        "rights": "Public domain",
    }


def test_what_archives_write_as_iptc_is_read():
    image = with_iptc(
        (120, "Bäuerin".encode("latin-1")), (25, "Höfe".encode()), (25, b"barn"),
        (55, b"19390000"), (116, b"Library"),
    )  # fmt: skip
    assert read_embedded(image) == {
        "date": "1939",
        "caption": "Bäuerin",
        "keywords": "Höfe|barn",
        "rights": "Library",
    }


def test_people_go_before_cameras_in_words_and_cameras_in_dates():
    block = exif({0x010E: "From EXIF", 0x8298: "Maker"}, {0x9003: "2001:02:03 04:05:06"})
    image = with_iptc((120, b"From IPTC"), (55, b"19990101"), exif=block)
    assert read_embedded(image) == {
        "date": "2001-02-03",
        "caption": "From IPTC",
        "rights": "Maker",
    }
    found = read_embedded(saved(exif=block, xmp=XMP.format(attributes="").encode()))
    assert (found["caption"], found["date"]) == ("A farm & a field", "2001-02-03")


@pytest.mark.parametrize(
    "text", ["OLYMPUS DIGITAL CAMERA         ", "SONY DSC", "DCIM", "   ", "Exif_JPEG_PICTURE"]
)
def test_what_cameras_write_where_nobody_wrote_is_no_caption(text):
    assert read_embedded(saved(exif=exif({0x010E: text}))) == {}


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (b"ASCII\0\0\0a barn", "a barn"),
        (b"UNICODE\0" + "Höfe 写真".encode("utf-16-le"), "Höfe 写真"),
        (b"UNICODE\0" + "Höfe".encode("utf-16-be"), "Höfe"),
        (b"JIS\0\0\0\0\0" + "写真".encode("iso2022_jp"), "写真"),
        (b"\0" * 8 + "Höfe".encode(), "Höfe"),
        (b"UNICODE\0" + bytes(40), ""),
    ],
)
def test_comments_are_read_in_their_letters(comment, expected):
    found = read_embedded(saved(exif=exif(details={0x9286: comment})))
    assert found.get("caption", "") == expected


def test_what_windows_writes_is_read():
    block = exif({0x9C9E: "barn; field;barn\0".encode("utf-16-le")})
    assert read_embedded(saved(exif=block)) == {"keywords": "barn|field"}


@pytest.mark.parametrize(
    "block",
    [
        gps((91, 0, 0), "N", (0, 7, 30), "W"),
        gps((51, 30, 0), "N", (181, 0, 0), "E"),
        gps((0, 0, 0), "N", (0, 0, 0), "E"),
        gps((51, 30, 0), "N", (IFDRational(1, 0), IFDRational(0), IFDRational(0)), "E"),
        gps((51, 30, 0), "", (7, 0, 0), ""),
        exif(gps={1: "N", 2: (51, 30, 0)}),
        exif(details={0x9003: "0000:00:00 00:00:00"}),
        exif(details={0x9003: "2012:13:45 99:99:99"}),
        exif(details={0x9003: "    :  :     :  :  "}),
        exif({0x010F: "\0\0\0", 0x0110: " "}),
    ],
)
def test_what_makes_no_sense_is_missing_and_never_zero(block):
    assert read_embedded(saved(exif=block)) == {}


@pytest.mark.parametrize(
    "xmp",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><x>&b;</x>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        b"<x:xmpmeta",
        b"\xff\xfe\x00broken",
        b"",
    ],
)
def test_hostile_and_broken_xmp_is_harmless(xmp):
    found = read_embedded(saved(xmp=xmp, exif=exif({0x8298: "Maker"})))
    assert found == {"rights": "Maker"}


def test_long_texts_are_cut_and_control_characters_left_out():
    found = read_embedded(saved(exif=exif({0x010E: "a\x07b\x1b[31m" + "x" * 9000})))
    assert found["caption"].startswith("ab[31mxxx")
    assert len(found["caption"]) == 2000


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_any_bytes_in_the_blocks_give_texts_or_nothing(junk, at, value):
    block = bytearray(exif({0x010E: "A barn"}, {0x9003: "2012:05:01 00:00:00"}, {1: "N"}) + junk)
    block[6 + at % (len(block) - 6)] = value
    image = with_iptc((120, junk[:100]), (25, junk[100:]), exif=bytes(block), xmp=junk)
    found = read_embedded(image)
    assert set(found) <= set(FIELDS)
    for text in found.values():
        assert text
        assert text.encode("utf-8").decode("utf-8") == text
        assert "\0" not in text
