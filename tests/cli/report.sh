#!/bin/sh
# report.sh KNEEWALL: the HTML page is whole, needs nothing else, and a browser (where there is one) shows it without a
# complaint.
. "$(dirname "$0")/check.sh"

endless='--precision 0.001% --set run.max_requests=1e9'
run 2 report quick.json
says err 'no page to write'
refused 'nowhere/page.html: cannot write' report quick.json $endless -o nowhere/page.html

run 0 report quick.json -o page.html
head -n 1 page.html | grep -q '<!DOCTYPE html>' || complain 'page.html has no beginning'
tail -n 1 page.html | grep -q '</html>' || complain 'page.html is not whole'
grep -qE 'src=|href=|@import|url\(|<script|<link' page.html && complain 'page.html loads something'
[ "$(grep -c '<svg' page.html)" -eq "$(grep -c '</svg>' page.html)" ] || complain 'pictures are not whole'
[ "$(grep -c '<svg' page.html)" -ge 5 ] || complain 'pictures are missing'
grep -q 'no SLO: 10 x' page.html || complain 'a limit that nobody set is called an SLO'
grep -q 'class="headline">The wall is ' page.html || complain 'no verdict'
grep -q 'kneewall report quick.json -o page.html' page.html || complain 'it does not say how it was made'
run 0 report quick.json -o again.html
sed 's/again.html/page.html/; s/simulated in [^,]*,/simulated,/' again.html >again
sed 's/simulated in [^,]*,/simulated,/' page.html | cmp -s - again || complain 'two pages of one scenario differ'
run 0 report quick.json --set machines.one='{"like": "m7i.large"}' -o priced.html
grep -q '<br>cheapest next step' priced.html || complain 'what to do next is not on a line of its own'
run 0 report quick.json --set 'name="a <b> & \"c\""' -o odd.html
grep -q '<title>a &lt;b&gt; &amp; &quot;c&quot;</title>' odd.html || complain 'a name is not escaped'

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -n "$browser" ]; then
  mkdir home
  HOME=$work/home "$browser" --headless --no-sandbox --disable-gpu --enable-logging=stderr --virtual-time-budget=2000 \
    --dump-dom "file://$work/page.html" >dom 2>log || complain 'the browser failed'
  grep -q 'CONSOLE' log && complain "the browser says: $(grep CONSOLE log | head -n 1)"
  [ "$(grep -c '<svg' dom)" -eq "$(grep -c '<svg' page.html)" ] || complain 'the browser sees other pictures'
fi
exit $failed
