"""The same paper as HTML, DOCX and PDF/A: the letters, the figures and the numbers of points right in each."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

import lxml.etree
import lxml.html
import pypdf
import pytest
from docx import Document

from birlik.core.errors import Refusal
from birlik.documents import layouts, markup, reference
from birlik.documents.details import Details
from birlik.documents.rendering import docx, html, pandoc, pdf
from birlik.documents.rendering.sheet import Sheet
from tests.documents.samples import META, NARROW, NOTE, RESOLUTION

LETTERS = "Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"
AT = datetime(2026, 2, 18, 9, 30, tzinfo=UTC)
LETTERED = f'<p data-block="letters">{LETTERS} −58 «{NARROW}» <strong>{LETTERS}</strong></p>'
HOSTILE = '<p data-block="typst">#panic("x") $x$ @ref `raw` *b* _i_ \\ // c &lt;label&gt; [link](x) = y</p>'
NESTED = '<ul data-block="deep"><li>сырты<ul><li>іші</li></ul></li></ul>'


def sheet(kind: str = "note", language: str = "kk", html: str = NOTE, **meta: str) -> Sheet:
    title = "Есептің қорытындылары туралы\nТҮСІНДІРМЕ ЖАЗБА" if kind == "note" else "Об итогах отчётности за 2025 год"
    details = Details.of({**META, **meta})
    return Sheet(layouts.of(kind), language, title, details, markup.parse(html), AT)


def resolution(**meta: str) -> Sheet:
    return sheet("resolution", "ru", RESOLUTION, **meta)


def word_text(made: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs]


def styles(made: bytes) -> dict[str, str]:
    return {paragraph.text: paragraph.style.name for paragraph in Document(io.BytesIO(made)).paragraphs}


def pdf_text(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_kazakh_letters_are_right_in_docx() -> None:
    text = "\n".join(word_text(docx.render(sheet(html=NOTE + LETTERED))))

    assert f"{LETTERS} −58 «{NARROW}» {LETTERS}" in text
    assert f"601{NARROW}648 мүше" in text


def test_kazakh_letters_are_right_in_pdf() -> None:
    text = pdf_text(pdf.render(sheet(html=NOTE + LETTERED)))

    assert squeezed(text).count(LETTERS) == 2
    assert "−58" in text
    assert re.search(r"601\s?648\s+мүше", text)


def test_pdf_is_an_archive_with_its_own_fonts_title_and_language() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(sheet())))

    metadata = reader.xmp_metadata
    assert metadata is not None
    assert metadata.pdfaid_part == "2"
    assert metadata.pdfaid_conformance.upper() == "B"
    assert reader.metadata is not None
    assert reader.metadata.title == "Есептің қорытындылары туралы ТҮСІНДІРМЕ ЖАЗБА"
    assert str(reader.trailer["/Root"]["/Lang"]).startswith("kk")
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts <= {"PTSerif-Regular", "PTSerif-Bold", "PTSerif-Italic", "PTSerif-BoldItalic"}
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]


def test_pages_are_numbered_from_the_second() -> None:
    long = "".join(f'<p data-block="p{number}">{"сөз " * 200}</p>' for number in range(12))
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(sheet(html=long, signatory_name="", signatory_position="")))).pages

    assert len(pages) > 2
    assert pages[0].extract_text().strip().endswith("сөз")
    assert pages[1].extract_text().strip().endswith("2")


def test_a_signature_never_stands_alone_on_a_page() -> None:
    lines = [f'<p data-block="p{number}">сөз</p>' for number in range(60)]
    alone = set()
    for count in range(25, 45):
        html = "".join(lines[:count]) + '<p data-block="end">соңғы сөз</p>'
        pages = pypdf.PdfReader(io.BytesIO(pdf.render(sheet(html=html)))).pages
        alone.add("соңғы" in pages[-1].extract_text())
    assert alone == {True}

    made = Document(io.BytesIO(docx.render(sheet(html=NOTE + '<p data-block="end">соңғы сөз</p>'))))
    assert made.paragraphs[-2].style.name == "Last Paragraph"
    assert made.styles["Last Paragraph"].paragraph_format.keep_with_next


def test_the_private_mark_in_a_text_does_no_harm() -> None:
    html = '<p data-block="a">бір <strong>\ue000екі</strong></p><p data-block="b">үш\ue000</p>'

    assert "екі" in pdf_text(pdf.render(sheet(html=html)))


def test_markup_of_typst_in_a_text_is_text() -> None:
    made = pdf_text(pdf.render(sheet(html=HOSTILE, signatory_name='#panic("name") *x*')))

    assert '#panic("x") $x$ @ref `raw` *b* _i_ \\ // c <label> [link](x) = y' in squeezed(made)
    assert '#panic("name") *x*' in made


def test_numbers_of_points_are_text_in_every_format() -> None:
    expected = ["1. Итоги за 2025 год", "2.1. Рассмотреть", "2.2. Усилить", "3. Контроль"]
    made = docx.render(resolution())
    texts = {
        "docx": "\n".join(word_text(made)),
        "pdf": squeezed(pdf_text(pdf.render(resolution()))),
        "html": lxml.html.fromstring(html.render(resolution())).text_content(),
    }

    for name, text in texts.items():
        assert [start for start in expected if start not in text] == [], name
    assert b"<w:numPr>" not in zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml")


def test_word_gets_real_styles() -> None:
    found = styles(docx.render(sheet(html=NOTE + NESTED)))

    assert found["Мүшелік"] == "Heading 2"
    assert found["35 жасқа дейінгілер бөлек саналады."] == "List Bullet"
    assert (found["сырты"], found["іші"]) == ("List Bullet", "List Bullet 2")
    assert found["Есептің қорытындылары туралы\nТҮСІНДІРМЕ ЖАЗБА"] == "Title"
    points = styles(docx.render(resolution()))
    assert points["2.1. Рассмотреть итоги до 1 мая 2026 года."] == "Point"
    assert points["3. Контроль за исполнением возложить на заместителя председателя."] == "Last Paragraph"
    assert points["20.02.2026 г.\t№ 9 п. 1"] == "Requisites"
    assert points["Председатель\tТ. Төраға"] == "Signature"


def test_word_table_repeats_its_header_and_sets_numbers_right() -> None:
    xml = zipfile.ZipFile(io.BytesIO(docx.render(sheet()))).read("word/document.xml").decode()

    assert xml.count("<w:tblHeader") == 1
    cells = re.findall(r"<w:tc>.*?</w:tc>", xml)
    assert ['<w:jc w:val="right" />' in cell for cell in cells] == [False, True, False, True]


def test_the_row_of_totals_is_bold() -> None:
    rows = '<tr><td>Бір</td><td>1</td></tr><tr class="total"><td>Барлығы</td><td>1</td></tr>'
    made = docx.render(sheet(html=f'<table data-block="t"><tbody>{rows}</tbody></table>'))
    (table,) = Document(io.BytesIO(made)).tables

    bold = [[bool(cell.paragraphs[0].runs[0].bold) for cell in row.cells] for row in table.rows]
    assert bold == [[False, False], [True, True]]


def test_word_has_no_links_no_marks_and_the_language() -> None:
    archive = zipfile.ZipFile(io.BytesIO(docx.render(resolution())))

    assert b"hyperlink" not in archive.read("word/document.xml")
    assert b'w:val="ru-RU"' in archive.read("word/styles.xml")
    core = archive.read("docProps/core.xml").decode()
    assert "<dc:title>Об итогах отчётности за 2025 год</dc:title>" in core
    assert "2026-02-18T09:30:00Z" in core


def test_letterhead_is_kazakh_first() -> None:
    (table, *_) = Document(io.BytesIO(docx.render(resolution()))).tables
    texts = [[cell.text for cell in row.cells] for row in table.rows]

    assert texts == [
        [
            "Қазақстандық салалық кәсіподақ\nАТҚАРУ КОМИТЕТІ",
            "Казахстанский отраслевой профсоюз\nИСПОЛНИТЕЛЬНЫЙ КОМИТЕТ",
        ],
        ["ҚАУЛЫ", "ПОСТАНОВЛЕНИЕ"],
    ]
    made = pdf_text(pdf.render(resolution()))
    assert made.index("АТҚАРУ") < made.index("ИСПОЛНИТЕЛЬНЫЙ") < made.index("ПОСТАНОВЛЕНИЕ") < made.index("№ 9 п. 1")


def test_a_draft_without_date_and_number_leaves_lines_to_write_on() -> None:
    text = squeezed(pdf_text(pdf.render(sheet("resolution", "kk", RESOLUTION, document_date="", item_number=""))))

    assert "«___» ____________ 20___ ж." in text
    assert "№ 9 т. ____" in text


def test_html_stands_alone_and_its_figures_are_links() -> None:
    made = html.render(sheet(), base_url="https://birlik.example/")
    page = lxml.html.fromstring(made)

    assert page.get("lang") == "kk-KZ"
    links = page.xpath("//a[@class='figure']/@href")
    assert set(links) == {"https://birlik.example/figures/x"}
    assert page.xpath("//script | //link | //img") == []
    assert "@import" not in made
    assert "url(" not in made
    assert LETTERS in html.render(sheet(html=LETTERED))


def test_marks_of_the_editor_do_not_leave_the_house() -> None:
    marked = sheet(html='<p data-block="a">бар <span class="unbacked">5</span></p>')

    assert '<span class="unbacked">' not in html.render(marked)
    assert "бар 5" in html.render(marked)


@pytest.mark.parametrize("made", [docx.render, pdf.render])
def test_one_version_makes_one_file(made) -> None:
    assert made(resolution()) == made(resolution())


def test_the_reference_document_is_what_the_script_makes() -> None:
    assert reference.TARGET.read_bytes() == reference.make()


def test_the_reference_page_is_a4_with_official_margins() -> None:
    (section,) = Document(reference.TARGET).sections
    sides = (section.left_margin, section.right_margin, section.top_margin, section.bottom_margin)

    assert [round(side.mm) for side in sides] == [30, 15, 20, 20]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    footer = section.footer.paragraphs[0]._p.xml
    assert "PAGE" in footer


def test_every_style_of_the_reference_names_one_face() -> None:
    document = Document(reference.TARGET)

    for name in reference.PARAGRAPHS:
        fonts = document.styles[name].element.rPr.rFonts
        assert {value for key, value in fonts.attrib.items() if "hint" not in key} == {reference.FONT}


def test_pandoc_reads_no_files_and_fails_as_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    included = pandoc.convert('<iframe src="/etc/hostname"></iframe><p>x</p>', to="plain", options=[], at=AT)
    assert included.strip() == b"x"

    with pytest.raises(Refusal) as refusal:
        pandoc.convert("<p>x</p>", to="no-such-format", options=[], at=AT)
    assert refusal.value.code == "paper.conversion_failed"

    monkeypatch.setattr(pandoc, "SECONDS", 0.0001)
    with pytest.raises(Refusal):
        pandoc.convert("<p>x</p>" * 1000, to="docx", options=[], at=AT)


def test_document_xml_is_well_formed() -> None:
    made = docx.render(sheet(html=HOSTILE + LETTERED, organisation_kk='<w:p> & "x"'))

    for name in ("word/document.xml", "word/styles.xml", "docProps/core.xml"):
        lxml.etree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read(name))
