# A timeline: panels over one axis of time, for one scenario.
#
# `kneewall timeline FILE -o PICTURE --keep` leaves this text with its variables set above it. They are: the curves' file
# (data); one entry a panel in title_of, upper, lower (edges as fractions of the picture), begin and end (of its curves),
# y_*_of; one entry a curve in column_of, label_of, x_of (the column of times), factor, paint, band (whether it has
# columns _low and _high), dash, label_y; events in mark_* (row -1: without a name); intervals without good service in
# bad_*; note: what they and the bands are; line: the height of a line of text; text: 1 when drawn with characters.

# Okabe and Ito's colours, which the colour-blind tell apart, and their tints.
array color[7] = ['#555555', '#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9']
array tint[7] = ['#E6E6E6', '#CCE3F0', '#F7DFCC', '#CCECE3', '#F5E4ED', '#FAECCC', '#DDF0FA']
array mark_paint[3] = ['#999999', '#333333', '#B00000']
faint = '#DCDCDC' # what followed and has no name
ink = '#333333'; pale = '#E4E4E4'; quiet = '#777777'

set datafile separator comma
set datafile columnheaders
# A field without a value breaks the line; it is not drawn over.
when(i) = column(x_of[i]) * x_factor
what(i, suffix) = column(column_of[i] . suffix) * factor[i]

set border 3 linecolor rgb ink
set tics nomirror out scale 0.6 textcolor rgb ink
set key off
set xrange [x_low:x_high]
if (!text) { set grid xtics ytics linetype 1 linecolor rgb pale linewidth 1 }
set lmargin at screen (text ? 0.08 : 0.075)
set rmargin at screen 1 - margin

set multiplot
set label 1 headline at screen (text ? 0.01 : 0.02), screen 1 - line * (text ? 0.5 : 1.1) left textcolor rgb 'black' font ',15'
if (!text) { set label 4 note at screen 0.02, screen line * 0.9 left textcolor rgb quiet font ',10' }
set label 2 question at screen (text ? 0.01 : 0.02), screen 1 - line * (text ? 1.5 : 2.4) left textcolor rgb quiet

do for [p = 1:panels] {
    set tmargin at screen upper[p]
    set bmargin at screen lower[p]
    height = upper[p] - lower[p]
    do for [i = 1:shades * !text] { set object i rectangle from first bad_from[i], graph 0 to first bad_to[i], graph 1 behind fillcolor rgb '#FDEDE8' fillstyle solid noborder }
    do for [i = 1:marks] {
        # Lines run through all panels; in the first one up to their names.
        top = 1 + (p == 1 && mark_row[i] >= 0 ? line * (mark_row[i] + (text ? 2 : 2.1)) / height : 0)
        set arrow i from first mark[i], graph 0 to first mark[i], graph top nohead back linewidth (mark_color[i] ? 1.3 : 0.7) linecolor rgb (mark_color[i] || mark_row[i] >= 0 ? mark_paint[mark_color[i] + 1] : faint)
        if (p == 1 && mark_row[i] >= 0) {
            if (mark_left[i]) {
                set label 100 + i mark_label[i] at first mark[i], graph 1 + line * (mark_row[i] + (text ? 2 : 1.7)) / height right offset (text ? -2 : -0.4), 0 textcolor rgb mark_paint[mark_color[i] + 1]
            } else {
                set label 100 + i mark_label[i] at first mark[i], graph 1 + line * (mark_row[i] + (text ? 2 : 1.7)) / height left offset (text ? 2 : 0.4), 0 textcolor rgb mark_paint[mark_color[i] + 1]
            }
        }
    }
    if (p == 1) {
        set label 3 title_of[p] at screen (text ? 0.01 : 0.08), graph 1 + line * (text ? 1.1 : 0.7) / height left textcolor rgb ink
    } else {
        set label 3 title_of[p] at screen (text ? 0.01 : 0.08), graph 1 + line * (text ? 1.1 : 0.6) / height left textcolor rgb ink
    }
    do for [i = begin[p]:end[p]] { set label 200 + i label_of[i] at graph 1.01, graph label_y[i] left textcolor rgb color[paint[i]] }
    if (y_log_of[p]) { set logscale y }
    set yrange [y_low_of[p]:y_high_of[p]]
    eval 'set ytics ' . y_tics_of[p]
    if (p == panels) {
        eval 'set xtics ' . x_tics
        set xlabel x_label offset 0, (text ? 0 : 0.25) textcolor rgb ink
    } else {
        eval 'set xtics ' . x_bare
    }
    if (text) {
        plot for [i = begin[p]:end[p]] data using (when(i)):(what(i, '')) with linespoints pointtype i
    } else {
        plot for [i = begin[p]:end[p]] data using (band[i] ? when(i) : NaN):(what(i, band[i] ? '_low' : '')):(what(i, band[i] ? '_high' : '')) with filledcurves fillcolor rgb tint[paint[i]] fillstyle transparent solid 0.7 noborder, \
             for [i = begin[p]:end[p]] data using (dash[i] ? NaN : when(i)):(what(i, '')) with lines linewidth 2 linecolor rgb color[paint[i]], \
             for [i = begin[p]:end[p]] data using (dash[i] ? when(i) : NaN):(what(i, '')) with lines linewidth 2 dashtype 2 linecolor rgb color[paint[i]]
    }
    unset label
    unset object
    unset arrow
    unset logscale y
}
unset multiplot
set output
