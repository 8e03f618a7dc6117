"""UTF-8 that was shown as GBK with losses: what only one reading fits is restored, the rest stays marked."""

from __future__ import annotations

from newscrawl.text.repair import repair

CLEAN = "福州市气象台昨日发布消息，预计本周末全市天气晴好，市民可以外出游玩。"
BESIDE = "记者从有关部门获悉，今年全市计划新建公园十二个，改造旧公园三十个。"


def shown(text: str, errors: str) -> str:
    return text.encode("utf-8").decode("gbk", errors)


def test_a_garbled_line_among_clean_ones_is_itself_again_to_its_last_sign() -> None:
    lines = [BESIDE, shown(CLEAN, "replace"), BESIDE]
    assert repair("\n".join(lines)).text == "\n".join([BESIDE, CLEAN, BESIDE])


def test_bytes_left_out_are_restored_where_one_reading_fits_and_marked_where_several_do() -> None:
    text = repair(shown(CLEAN, "ignore")).text
    assert len(text) == len(CLEAN)
    assert 1 <= text.count("\ufffd") <= 2
    assert all(char in (known, "\ufffd") for char, known in zip(text, CLEAN, strict=True))


def test_one_gloss_of_a_copy_is_taken_off_and_a_note_of_a_person_stays() -> None:
    assert repair("本應(yīng)是嚴冬寒日,這一天卻洋溢着春天的氣息,路上融化的雪水南流北淌,溼潤宜人。").counts == {
        "pinyin_gloss": 1
    }
    note = "記者從獼(mí)猴桃種植基地了解到，今年產量再創新高。"
    assert repair(note).text == note
