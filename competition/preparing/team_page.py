"""The page that teams read first, in English and in Japanese. Its words stand in the two templates beside this file."""

from pathlib import Path

from competition.contest import Contest

# Each language's page: its file, the template, and what is told about metrics and forms.
_PAGES = {"README.md": "en", "README.ja.md": "ja"}

METRICS = {
    "log_loss": (
        "by log loss: how surprised your probabilities are by the true class, on average. Lower is better, 0 is "
        "perfect; a sure and wrong answer costs most.",
        "log loss(対数損失)です。正しいクラスに付けた確率の対数にマイナスを付けた値の平均で、"
        "小さいほど良く、0 が満点です。自信を持って間違えると最も大きく失点します。",
    ),
    "accuracy": (
        "by accuracy: the share of pictures whose class is right. Higher is better, 1 is perfect.",
        "accuracy(正解率)です。クラスを正しく答えた画像の割合で、大きいほど良く、1 が満点です。",
    ),
    "macro_f1": (
        "by macro-F1: how well each class is found and how seldom it is named in vain, the mean over classes, small "
        "ones counting like large ones. Higher is better, 1 is perfect.",
        "macro-F1 です。クラスごとの F1(見つけた割合と当たった割合の調和平均)の平均で、"
        "小さなクラスも同じ重みで数えます。大きいほど良く、1 が満点です。",
    ),
    "top_3": (
        "by top-3 accuracy: the share of pictures whose true class is among your three likeliest. Higher is better.",
        "top-3 正解率です。確率の高い 3 クラスの中に正解がある画像の割合で、大きいほど良いです。",
    ),
    "top_5": (
        "by top-5 accuracy: the share of pictures whose true class is among your five likeliest. Higher is better.",
        "top-5 正解率です。確率の高い 5 クラスの中に正解がある画像の割合で、大きいほど良いです。",
    ),
}

FORMS = {
    "probabilities": (
        "a row for each test picture, and a probability for each class; each row sums to 1.",
        "テスト画像ごとに 1 行、クラスごとに 1 列の確率を書きます。各行の合計は 1 です。",
    ),
    "label_name": (
        "a row for each test picture, with the name of its class.",
        "テスト画像ごとに 1 行、クラスの名前を書きます。",
    ),
    "label_id": (
        "a row for each test picture, with the name of its class.",
        "テスト画像ごとに 1 行、クラスの名前を書きます。",
    ),
    "top_k": (
        "a row for each test picture, with the names of the likeliest classes, the likeliest first, a blank between.",
        "テスト画像ごとに 1 行、確率の高い順にクラスの名前を空白区切りで書きます。",
    ),
}


def team_pages(contest: Contest, n_train: int, n_test: int) -> dict[str, str]:
    """The pages by file name.

    Args:
        contest: Its page.
        n_train: How many pictures there are to learn from.
        n_test: How many there are to answer.
    """
    pages = {}
    for place, (name, language) in enumerate(_PAGES.items()):
        template = Path(__file__).with_name(f"team_page.{language}.md").read_text(encoding="utf-8")
        pages[name] = template.format(
            contest=contest,
            data=contest.data,
            n_train=f"{n_train:,}",
            n_test=f"{n_test:,}",
            classes="\n".join(f"- {one}" for one in contest.classes),
            metric=METRICS[contest.metric][place],
            form=FORMS[contest.submission.kind][place],
        )
    return pages
