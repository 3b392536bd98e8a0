namespace Bourse.Exchange.Listings;

/// <summary>The style of the listing pages: light and dark by the reader's setting, system faces, nothing loaded.</summary>
internal static class PageStyle
{
    internal const string Css = """
        :root { color-scheme: light dark; --surface: #ffffff; --raised: #f5f7f8; --line: #d8dfe3; --text: #16212a; --quiet: #55636e; --accent: #1b7f9e;
          --good: #006b48; --bad: #ba1729; --warn: #8a5a00; }
        @media (prefers-color-scheme: dark) { :root { --surface: #101820; --raised: #1a2229; --line: #33404a; --text: #e6ecf0; --quiet: #9fb0bc;
          --accent: #63bbd5; --good: #53b087; --bad: #ff5d57; --warn: #e0ac4f; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--surface); color: var(--text); font: 14px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        main, header, footer { max-width: 1120px; margin: 0 auto; padding: 0 24px; }
        header { padding-top: 24px; }
        a { color: var(--accent); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        h1 { font-size: 24px; line-height: 1.2; margin: 4px 0 8px; }
        h2 { font-size: 17px; margin: 32px 0 8px; padding-top: 8px; border-top: 1px solid var(--line); }
        h3 { font-size: 14px; margin: 16px 0 6px; }
        p { max-width: 76ch; margin: 6px 0; }
        code, pre, .id { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 13px; }
        pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 10px 12px; overflow-x: auto; white-space: pre-wrap; margin: 4px 0 12px; }
        .quiet { color: var(--quiet); }
        .lead { font-size: 15px; }
        .badge { display: inline-block; border: 1px solid var(--line); border-radius: 10px; padding: 0 8px; margin-right: 6px; font-size: 12px; color: var(--quiet); }
        .note { border-left: 3px solid var(--warn); background: var(--raised); padding: 8px 12px; }
        .figures { display: flex; flex-wrap: wrap; gap: 12px; margin: 16px 0 0; padding: 0; list-style: none; }
        .figures li { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 8px 16px; min-width: 140px; }
        .figures strong { display: block; font-size: 19px; font-variant-numeric: tabular-nums; }
        .wide { overflow-x: auto; scrollbar-width: thin; background: linear-gradient(to left, var(--surface) 24px, transparent) right / 48px 100% no-repeat local,
          linear-gradient(to left, var(--line), transparent) right / 16px 100% no-repeat scroll; }
        .wide th:first-child, .wide td:first-child { position: sticky; left: 0; background: var(--surface); }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th { text-align: left; font-weight: 600; color: var(--quiet); font-size: 12px; }
        th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
        td.number, th.number { text-align: right; white-space: nowrap; }
        .facts th { width: 190px; font-size: 14px; }
        .facts td { overflow-wrap: anywhere; }
        .nowrap { white-space: nowrap; }
        .good { color: var(--good); }
        .bad { color: var(--bad); }
        .warn { color: var(--warn); }
        details { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 8px; padding: 0 12px; }
        summary { cursor: pointer; padding: 8px 0; font-weight: 600; }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(310px, 1fr)); gap: 16px; padding: 0; list-style: none; }
        .cards li { border: 1px solid var(--line); border-radius: 6px; padding: 12px 16px; background: var(--raised); }
        .cards h2 { border: 0; margin: 0 0 4px; padding: 0; font-size: 15px; }
        @media (max-width: 600px) { main, header, footer { padding-left: 12px; padding-right: 12px; } .facts th { width: 96px; }
          .cards { grid-template-columns: minmax(0, 1fr); } }
        footer { margin-top: 40px; padding-top: 12px; padding-bottom: 32px; color: var(--quiet); border-top: 1px solid var(--line); }
        """;
}
