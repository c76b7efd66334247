"""The page that a teacher opens first, ``START-HERE.html``, in English and Japanese on one page; nothing is loaded."""

from collections.abc import Sequence
from html import escape

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>START HERE · はじめに</title>
<style>
:root {{ color-scheme: light dark }}
body {{ max-width: 46rem; margin: 0 auto; padding: 1.5rem 1rem 4rem;
  font: 17px/1.6 system-ui, "Hiragino Sans", "Noto Sans JP", "Yu Gothic UI", sans-serif }}
h1 {{ font-size: 1.7rem; line-height: 1.25 }} h2 {{ font-size: 1.2rem; margin-top: 2rem }}
pre {{ padding: .75rem 1rem; border-radius: 8px; background: rgb(128 128 128 / .15); overflow-x: auto }}
code, pre {{ font: 15px/1.5 ui-monospace, Consolas, Menlo, monospace }}
table {{ border-collapse: collapse }} td, th {{ padding: .3rem .8rem .3rem 0; text-align: left }}
td:last-child {{ text-align: right }} nav a {{ margin-right: 1rem }} section {{ margin-top: 3rem }}
</style>
</head>
<body>
<nav><a href="#en">English</a><a href="#ja">日本語</a></nav>
<section id="en" lang="en">{english}</section>
<section id="ja" lang="ja">{japanese}</section>
</body>
</html>
"""

_ENGLISH = """
<h1>The competition kit, without the network</h1>
<p>This folder brings {contents} to every computer of your class. Forty laptops need not fetch half a gigabyte each.</p>
<h2>What is here</h2>
<ul>
<li><code>kit</code>: the kit itself. <code>kit/README.md</code> says what it can do.</li>
{contest_item}<li><code>wheels</code>: its packages, for these computers:</li>
</ul>
<table>{rows}</table>
<h2>On every computer, once</h2>
<ol>
<li>Python {pythons} must be there (<code>py --version</code> on Windows, <code>python3 --version</code> elsewhere).
If it is not, install it from python.org. It helps to put the installer on this stick as well.</li>
<li>Copy the folder <code>kit</code>{contest_copy} to the computer's own disk, such as into Documents. 5 GB must be
free. Leave <code>wheels</code> on the stick, or put it on a shared drive of the school.</li>
<li>Open a terminal in the copied folder <code>kit</code> and type the line for your system, with the letter or the name
of your stick. It takes some minutes and needs no network.
<p>Windows:</p>
<pre>py scripts\\kit.py --wheels E:\\{wheels} quickstart</pre>
<p>Mac:</p>
<pre>python3 scripts/kit.py --wheels /Volumes/STICK/{wheels} quickstart</pre>
<p>Linux:</p>
<pre>python3 scripts/kit.py --wheels /media/$USER/STICK/{wheels} quickstart</pre></li>
</ol>
<p>When a board appears, all is well. From then on the stick is not needed, and <code>--wheels …</code> is left
out{contest_try}</p>
<h2>If it does not work</h2>
<ul>
<li>The kit says in one sentence what is missing. What that sentence names is nearly always the cause.</li>
<li>"has no package … for this computer": the stick was packed for other computers or other Pythons, see above.</li>
<li>Macs with an Intel processor and 32-bit Windows cannot run TensorFlow. A free notebook (Colab, Kaggle) can.</li>
</ul>
"""

_JAPANESE = """
<h1>ネットワークなしで使うコンペキット</h1>
<p>このフォルダがあれば、クラスのすべてのパソコンに{contents}を入れられます。40 台がそれぞれ数百 MB を
ダウンロードする必要はありません。</p>
<h2>入っているもの</h2>
<ul>
<li><code>kit</code>: キット本体。できることは <code>kit/README.md</code> にあります。</li>
{contest_item}<li><code>wheels</code>: キットが使うパッケージ。対応するパソコン:</li>
</ul>
<table>{rows}</table>
<h2>各パソコンで一度だけすること</h2>
<ol>
<li>Python {pythons} が必要です(Windows は <code>py --version</code>、ほかは <code>python3 --version</code> で確認)。
なければ python.org からインストールします。インストーラもこの USB メモリに入れておくと便利です。</li>
<li>フォルダ <code>kit</code>{contest_copy}をパソコン本体のディスク(「ドキュメント」など)にコピーします。空き容量が
5 GB 必要です。<code>wheels</code> は USB メモリに残すか、学校の共有ドライブに置きます。</li>
<li>コピーした <code>kit</code> フォルダでターミナルを開き、次のうち自分のシステムの行を入力します。ドライブ文字や
USB メモリの名前は読みかえてください。数分かかりますが、ネットワークは使いません。
<p>Windows:</p>
<pre>py scripts\\kit.py --wheels E:\\{wheels} quickstart</pre>
<p>Mac:</p>
<pre>python3 scripts/kit.py --wheels /Volumes/STICK/{wheels} quickstart</pre>
<p>Linux:</p>
<pre>python3 scripts/kit.py --wheels /media/$USER/STICK/{wheels} quickstart</pre></li>
</ol>
<p>順位表が表示されれば成功です。以後 USB メモリはいりません。<code>--wheels …</code> も不要です{contest_try}</p>
<h2>うまくいかないとき</h2>
<ul>
<li>何が足りないかを、キットが一文で知らせます。たいていはその文のとおりです。</li>
<li>「has no package … for this computer」: 別の種類のパソコンや Python のために作られた USB メモリです。上の表を
見てください。</li>
<li>Intel プロセッサの Mac と 32 ビットの Windows では TensorFlow が動きません。無料のノートブック(Colab、Kaggle)
なら使えます。</li>
</ul>
"""


def start_here(sizes: Sequence[tuple[str, float]], pythons: Sequence[str], contest: str, wheels: str) -> str:
    """The page as text.

    Args:
        sizes: For each kind of computer, its name and its packages' megabytes.
        pythons: The versions of Python that were packed for.
        contest: The name of the contest's folder; empty where none was packed.
        wheels: The name of the packages' folder.
    """
    rows = "".join(f"<tr><td>{escape(title)}</td><td>{size:,.0f} MB</td></tr>" for title, size in sizes)
    name = escape(contest)
    shared = {"rows": rows, "wheels": wheels}
    english = _ENGLISH.format(
        **shared,
        pythons=" or ".join(pythons),
        contents="the kit and your contest" if contest else "the kit",
        contest_item=f"<li><code>contest/{name}</code>: the contest, without its hidden labels.</li>\n"
        if contest
        else "",
        contest_copy=" and the folder <code>contest</code>" if contest else "",
        contest_try=f": <code>scripts/kit.py inspect ../contest/{name}</code> looks at the contest."
        if contest
        else ".",
    )
    # A line's end would be a blank between two Japanese characters.
    japanese = "".join(_JAPANESE.splitlines()).format(
        **shared,
        pythons=" / ".join(pythons),
        contents="キットとコンテスト" if contest else "キット",
        contest_item=f"<li><code>contest/{name}</code>: コンテスト(正解は入っていません)。</li>\n" if contest else "",
        contest_copy="と <code>contest</code> " if contest else " ",
        contest_try=f"。コンテストは <code>scripts/kit.py inspect ../contest/{name}</code> で見られます。"
        if contest
        else "。",
    )
    return _PAGE.format(english=english, japanese=japanese)
