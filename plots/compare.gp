# Several scenarios: p99 against load, and below it where each one's wall is, on the same axis.
#
# `kneewall plot FILE... -o PICTURE --keep` leaves this text with its variables set above it: the curves' file (data),
# the column of the load in it (x_column), one entry a scenario in name, brief, wall (NaN: none), wall_label and
# end_x, end_y (where its curve ends, as fractions of the axes); text: 1 when drawn with characters.

# Okabe and Ito's colours, which the colour-blind tell apart, and their tints.
array color[8] = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000', '#8C6D1F']
array tint[8] = ['#B2D4E7', '#F2CEB2', '#B2E1D5', '#EFD6E4', '#F7E2B2', '#CCE8F8', '#CCCCCC', '#DDD3BC']
paint(i) = color[(i - 1) % 8 + 1]
dash(i) = i > 8 ? 2 : 1 # who has another's colour is dashed
pastel(i) = tint[(i - 1) % 8 + 1]
ink = '#333333'; pale = '#E4E4E4'; quiet = '#777777'

set datafile separator comma
set datafile columnheaders
set datafile missing NaN
has(mark) = (mark == mark)
fraction(mark) = x_log ? log(mark / x_low) / log(x_high / x_low) : (mark - x_low) / (x_high - x_low)
where(i) = (column('index') == i && column('stable') > 0 ? column(x_column) : NaN)
latency(name) = column(name) * time_factor

set border 3 linecolor rgb ink
set tics nomirror out scale 0.6 textcolor rgb ink
set key off
if (x_log) { set logscale x }
set xrange [x_low:x_high]
if (!text) { set grid xtics ytics linetype 1 linecolor rgb pale linewidth 1 }

# The panels' edges as fractions of the picture; below, a row a scenario.
rows = (text ? 2.0 : 46.0) * count
whole = (text ? 46.0 : 540.0 + rows)
# Ticks' labels of more than five characters need a wider margin.
wide(n) = (n > 5 ? n - 5 : 0) * (text ? 0.01 : 0.008)
set lmargin at screen 0.085 + wide(y_width)
set rmargin at screen (text ? 0.9 : 0.92)
middle = (rows + (text ? 6 : 70)) / whole

set multiplot

# 1. Latency: the names stand at the curves' ends.
set tmargin at screen 1 - (text ? 3 : 78) / whole
set bmargin at screen middle + (text ? 2 : 30) / whole
if (y_log) { set logscale y }
set yrange [y_low:y_high]
eval 'set ytics ' . y_tics
eval 'set xtics ' . x_bare
set label 1 headline . (text ? ' (' . time_unit . ')' : '') at screen 0.02, screen 1 - (text ? 0.5 : 22) / whole left textcolor rgb 'black' font ',15'
if (!text) { set label 2 sprintf('p99 (%s)', time_unit) at screen 0.02, graph 0.5 center rotate textcolor rgb ink }
if (has(slo)) {
    set arrow 1 from graph 0, first slo to graph 1, first slo nohead back dashtype 2 linewidth 1.2 linecolor rgb quiet
    set label 3 slo_label at graph 0.01, first slo left offset 0, (text ? 0.5 : 0.65) textcolor rgb quiet
}
do for [i = 1:count] {
    if (has(end_x[i])) { set label 10 + i brief[i] at graph end_x[i], graph end_y[i] center offset 0, (text ? 1 : 0.7) textcolor rgb paint(i) front }
    if (!text && has(wall[i])) { set arrow 10 + i from first wall[i], graph 0 to first wall[i], graph 1 nohead back dashtype 3 linewidth 1 linecolor rgb paint(i) }
}
if (text) {
    plot for [i = 1:count] data using (where(i)):(latency('p99_s')) with linespoints pointtype i
} else {
    plot for [i = 1:count] data using (where(i)):(latency('p99_s_low')):(latency('p99_s_high')) with filledcurves fillcolor rgb pastel(i) fillstyle solid noborder, \
         for [i = 1:count] data using (where(i)):(latency('p99_s')) with linespoints linewidth 2 dashtype dash(i) linecolor rgb paint(i) pointtype (i > 8 ? 6 : 7) pointsize (i > 8 ? 0.8 : 0.4)
}
unset label
unset arrow
unset logscale y

# 2. The staircase of walls: a row a scenario, its name above its bar.
set tmargin at screen middle
set bmargin at screen (text ? 3 : 60) / whole
set yrange [-count - 0.05:-0.05]
unset ytics
set border 1
eval 'set xtics ' . x_tics
set xlabel x_label offset 0, (text ? 0 : 0.25) textcolor rgb ink
do for [i = 1:count] {
    set label 100 + i name[i] at graph 0.005, first 0.75 - i left textcolor rgb ink front
    if (has(wall[i])) {
        if (!text) { set object i rectangle from graph 0, first 0.08 - i to first wall[i], first 0.5 - i fillcolor rgb pastel(i) fillstyle solid noborder behind }
        set arrow 100 + i from first wall[i], first 0.08 - i to first wall[i], first (text ? 0.3 : 0.5) - i nohead linewidth 3 linecolor rgb paint(i)
        if (!text) { set arrow 10 + i from first wall[i], first 0.5 - i to first wall[i], graph 1 nohead back dashtype 3 linewidth 1 linecolor rgb pastel(i) }
        if (fraction(wall[i]) > 0.55) {
            set label 200 + i wall_label[i] at first wall[i], first 0.29 - i right offset -0.8, 0 textcolor rgb 'black' front
        } else {
            set label 200 + i wall_label[i] at first wall[i], first 0.29 - i left offset 0.8, 0 textcolor rgb 'black' front
        }
    } else {
        set label 200 + i 'no wall was found' at graph 0.005, first 0.29 - i left textcolor rgb quiet front
    }
}
plot NaN
unset multiplot
set output
