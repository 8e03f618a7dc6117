"""If these fail, a mirror's copy in the other script is no longer the same text to the index."""

from newscrawl.dedup.canonical import CanonicalParts, canonical_parts, canonical_text


def test_a_mirror_in_the_other_script_with_glosses_is_the_same_text() -> None:
    assert canonical_text("產(chǎn)業(yè)園區(qū)昨日動工，總投資３０億元") == canonical_text(
        "产业园区昨日动工，总投资30亿元。"
    )


def test_brackets_that_are_no_gloss_stay() -> None:
    assert canonical_text("世界贸易组织（WTO）与上海(shanghai)") == "世界贸易组织wto与上海shanghai"


def test_the_parts_join_to_the_whole() -> None:
    text = "第一段，讲的是地铁。全长三十公里！\n\n第二段，讲的是公交。\n  \n第三段，扫描二维码下载客户端。"
    parts = canonical_parts(text)
    assert parts.text == "".join(parts.sentences) == canonical_text(text)
    assert parts.sentences[1] == "全长三十公里"
    assert parts.edges == ("第一段讲的是地铁全长三十公里", "第三段扫描二维码下载客户端")


def test_an_only_paragraph_never_counts_as_a_site_s_own() -> None:
    only = "这一段足够长，可以认得出来是哪一段文字。"
    assert canonical_parts(only).edges == ()
    assert canonical_parts(only + "\n" + only).edges == (canonical_text(only),) * 2


def test_strange_input_is_text_like_any_other() -> None:
    assert canonical_text("") == ""
    assert canonical_parts("\n\n") == CanonicalParts("", (), ())
    assert canonical_text("😀\ud83d，。！") == ""
