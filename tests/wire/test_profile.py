"""What a source repeats: learnt as whole lines with their place, struck only there, never from the article in doubt."""

from __future__ import annotations

from wire import profile
from wire.clean import clean
from wire.story import Story

APPEAL = "The Almery Lamp is written in the back room of a chandlery"
REFRAIN = "The lamp stays lit"
QUESTION = "What happens next"


def copy(number: int, *, refrain: bool = False) -> str:
    middle = f"{REFRAIN}\n\n" if refrain else ""
    return (
        f"Boat {number} leaves the harbour of Port Almery\n\n"
        f"The harbour board said on Tuesday that boat number {number} will sail again as soon as the ice is gone, "
        f"which may take until the month of March.\n\n{middle}{QUESTION}\n\n"
        f"It was a good day for island {number * 7} and for everybody who lives there, said the mayor of the island "
        f"in a long speech from the quay.\n\n{APPEAL}\n"
    )


def learnt(stories: list[Story]) -> dict[str, profile.Line]:
    learner = profile.Learner()
    for story in stories:
        learner.show(story)
    return {line.text: line for line in learner.lines()}


def accepted(*lines: profile.Line) -> profile.Profile:
    return profile.profile("lamp.example", ((line.text, line.places, line.articles, line.of) for line in lines))


def test_a_line_below_most_articles_is_learnt_with_its_place() -> None:
    found = learnt([clean(copy(number, refrain=number % 2 == 0)) for number in range(20)])
    assert found[APPEAL].places == (profile.BELOW,)
    assert (found[APPEAL].articles, found[APPEAL].of) == (20, 20)
    assert REFRAIN not in found  # inside the article, on half of them: in doubt


def test_few_articles_teach_nothing() -> None:
    assert learnt([clean(copy(number)) for number in range(profile.FEWEST - 1)]) == {}


def test_an_accepted_line_goes_with_its_rule_and_nothing_else_does() -> None:
    line = learnt([clean(copy(number)) for number in range(20)])[APPEAL]
    plain, struck = clean(copy(99)), clean(copy(99), source=accepted(line))
    assert [b.text for b in plain.body if b.text != APPEAL] == [b.text for b in struck.body]
    (gone,) = (block for block in struck.dropped if block.text == APPEAL)
    assert gone.rule == "source: on 20 of 20 of lamp.example"


def test_a_line_stays_where_it_was_not_seen_to_stand() -> None:
    line = profile.Line(REFRAIN, 20, 20, (profile.BELOW,))
    story = clean(copy(3, refrain=True), source=accepted(line))
    assert REFRAIN in [block.text for block in story.body]


def test_part_of_a_line_is_not_the_line() -> None:
    line = profile.Line(APPEAL, 20, 20, (profile.BELOW,))
    longer = copy(3).replace(APPEAL, f"{APPEAL}, she wrote")
    assert clean(longer, source=accepted(line)) == clean(longer)


def test_a_source_is_an_address_s_host_or_a_folder() -> None:
    assert profile.source_of("lamp/2019/a.html", "https://www.Lamp.example:8080/a") == "lamp.example"
    assert profile.source_of("lamp/2019/a.html") == "lamp"
    assert profile.source_of("a.html", "http://[broken") == ""
