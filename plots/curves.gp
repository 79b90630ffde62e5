# One panel of named curves.
#
# `kneewall plot FILE -o PICTURE --keep` leaves this text with its variables set above it: the curves' file (data, with
# the columns series, x, y, low, high), ranges and ticks (x_*, y_*), one entry a series in name, style ('line', 'curve',
# 'dashed', 'points', 'area') and label_y (a fraction of the axis), vertical marks; text: 1 when drawn with characters.

# Okabe and Ito's colours, which the colour-blind tell apart, and their tints.
array color[8] = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#555555', '#8C6D1F']
array tint[8] = ['#B2D4E7', '#F2CEB2', '#B2E1D5', '#EFD6E4', '#F7E2B2', '#CCE8F8', '#CCCCCC', '#DDD3BC']
paint(i) = color[(i - 1) % 8 + 1]
pastel(i) = tint[(i - 1) % 8 + 1]
ink = '#333333'; pale = '#E4E4E4'; quiet = '#777777'

set datafile separator comma
set datafile columnheaders
set datafile missing NaN
of(i) = (column('series') == i ? column('x') : NaN)
is(i, what) = (style[i] eq what)

set border 3 linecolor rgb ink
set tics nomirror out scale 0.6 textcolor rgb ink
set key off
if (x_log) { set logscale x }
if (y_log) { set logscale y }
set xrange [x_low:x_high]
set yrange [y_low:y_high]
eval 'set xtics ' . x_tics
eval 'set ytics ' . y_tics
if (!text) { set grid xtics ytics linetype 1 linecolor rgb pale linewidth 1 }
# Ticks' labels of more than five characters need a wider margin.
wide(n) = (n > 5 ? n - 5 : 0) * (text ? 0.01 : 0.008)
set lmargin at screen 0.09 + wide(y_width)
set rmargin at screen 1 - (text ? 0.0105 : 0.0085) * (label_length + 2)
set tmargin at screen (text ? 0.88 : 0.87 - 0.03 * (marks > 0))
set bmargin at screen (text ? 0.1 : 0.115)
set label 1 headline at screen (text ? 0.01 : 0.02), screen (text ? 0.99 : 0.965) left textcolor rgb 'black' font ',15'
set label 2 question at screen (text ? 0.01 : 0.02), screen (text ? 0.95 : 0.92) left textcolor rgb quiet
set xlabel x_label offset 0, (text ? 0 : 0.25) textcolor rgb ink
if (text) {
    set label 3 y_label at screen 0.01, graph 1.05 left
} else {
    set label 3 y_label at screen 0.02, graph 0.5 center rotate textcolor rgb ink
}
fraction(x) = x_log ? log(x / x_low) / log(x_high / x_low) : (x - x_low) / (x_high - x_low)
do for [i = 1:marks] {
    top = 1.02 + 0.045 * ((i - 1) % 2)
    set arrow 10 + i from first mark[i], graph 0 to first mark[i], graph top nohead back dashtype 3 linewidth 1.5 linecolor rgb quiet
    if (fraction(mark[i]) > 0.5) {
        set label 10 + i mark_label[i] at first mark[i], graph top + 0.012 right offset -0.4, 0 textcolor rgb ink
    } else {
        set label 10 + i mark_label[i] at first mark[i], graph top + 0.012 left offset 0.4, 0 textcolor rgb ink
    }
}
do for [i = 1:count] {
    if (name[i] ne '') { set label 30 + i name[i] at graph 1.01, graph label_y[i] left textcolor rgb paint(i) }
}
if (text) {
    plot for [i = 1:count] data using (of(i)):(is(i, 'area') ? column('high') : column('y')) with linespoints pointtype i
} else {
    plot for [i = 1:count] data using (is(i, 'area') ? of(i) : NaN):(column('low')):(column('high')) with filledcurves fillcolor rgb paint(i) fillstyle solid 0.75 noborder, \
         for [i = 1:count] data using (is(i, 'line') ? of(i) : NaN):(column('low')):(column('high')) with filledcurves fillcolor rgb pastel(i) fillstyle solid noborder, \
         for [i = 1:count] data using (is(i, 'line') ? of(i) : NaN):(column('y')) with linespoints linewidth 2 linecolor rgb paint(i) pointtype 7 pointsize 0.4, \
         for [i = 1:count] data using (is(i, 'curve') ? of(i) : NaN):(column('y')) with lines linewidth 2 linecolor rgb paint(i), \
         for [i = 1:count] data using (is(i, 'dashed') ? of(i) : NaN):(column('y')) with lines linewidth 1.6 dashtype 2 linecolor rgb paint(i), \
         for [i = 1:count] data using (is(i, 'points') ? of(i) : NaN):(column('y')):(column('low')):(column('high')) with yerrorbars linewidth 1.5 linecolor rgb paint(i) pointtype 7 pointsize 0.6
}
set output
