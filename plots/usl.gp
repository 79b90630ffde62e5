# The Universal Scalability Law through measured points, and what each point is off by.
#
# `kneewall fit POINTS.csv -o PICTURE --keep` leaves this text with its variables set above it: the points and the curve's
# file (data: rows of points have is_point 1, those of the curve 0), ranges and ticks (x_*, y_*, residual in percent),
# marks (peak, limit: NaN where there is none; lambda: the slope in proportion), labels and where they stand, as a
# fraction of the axis; text: 1 when drawn with characters.

# Okabe and Ito's colours, which the colour-blind tell apart.
blue = '#0072B2'; tint = '#CCE3F0'; red = '#D55E00'
ink = '#333333'; pale = '#E4E4E4'; quiet = '#777777'

set datafile separator comma
set datafile columnheaders
set datafile missing NaN
has(mark) = (mark == mark)
point(name) = (column('is_point') == 1 ? column(name) : NaN)
curve(name) = (column('is_point') == 0 ? column(name) : NaN)

set border 3 linecolor rgb ink
set tics nomirror out scale 0.6 textcolor rgb ink
set key off
set xrange [x_low:x_high]
if (!text) { set grid xtics ytics linetype 1 linecolor rgb pale linewidth 1 }
# Ticks' labels of more than six characters need a wider margin.
wide(n) = (n > 6 ? n - 6 : 0) * (text ? 0.01 : 0.008)
set lmargin at screen 0.105 + wide(y_width)
set rmargin at screen (text ? 0.88 : 0.925)

set multiplot
set label 1 headline at screen (text ? 0.01 : 0.02), screen (text ? 0.995 : 0.96) left textcolor rgb 'black' font ',15'
set label 2 question at screen (text ? 0.01 : 0.02), screen (text ? 0.955 : 0.915) left textcolor rgb quiet

# 1. Throughput.
set tmargin at screen (text ? 0.88 : 0.865)
set bmargin at screen (text ? 0.40 : 0.335)
set yrange [y_low:y_high]
eval 'set xtics ' . x_bare
eval 'set ytics ' . y_tics
if (text) { set label 3 y_label at screen 0.01, graph 1.04 left } else { set label 3 y_label at screen 0.018, graph 0.5 center rotate textcolor rgb ink }
if (!text && largest < x_high) {
    set object 1 rectangle from first largest, graph 0 to graph 1, graph 1 behind fillcolor rgb '#F7F7F7' fillstyle solid noborder
    aside = (has(peak) && peak / x_high > 0.8) # then the peak's line would run through the words
    if (aside) { set label 4 'extrapolated' at first largest, graph 0.03 left offset 0.5, 0 textcolor rgb quiet front } else { set label 4 'extrapolated' at graph 0.99, graph 0.03 right textcolor rgb quiet front }
}
if (has(limit)) {
    set arrow 1 from graph 0, first limit to graph 1, first limit nohead back dashtype 2 linewidth 1.2 linecolor rgb red
    set label 5 limit_label at graph 0.01, first limit left offset 0, (text ? 0.5 : 0.65) textcolor rgb red
}
if (has(peak)) {
    set arrow 1 from first peak, graph 0 to first peak, graph (text ? 1.0 : 1.02) nohead back linewidth 1.5 linecolor rgb red
    near_right = (peak / x_high > 0.6)
    eval sprintf("set label 5 peak_label at first %g, graph %g %s textcolor rgb '%s'", peak, (text ? 1.05 : 1.045), near_right ? 'right offset -0.3, 0' : 'left offset 0.3, 0', red)
}
# In proportion to load: the name stands where the line leaves, to its right; to its left, where it ends at the side.
leaves = (y_high / lambda < x_high ? y_high / lambda : x_high)
if (!text && leaves < 0.8 * x_high) { set label 6 'in proportion' at first leaves, graph 0.97 left offset 0.6, 0 textcolor rgb quiet front }
if (!text && leaves >= 0.8 * x_high) { set label 6 'in proportion' at first 0.8 * x_high, first 0.8 * x_high * lambda right offset -1.5, 0.5 textcolor rgb quiet front }
set label 7 'fit' at graph 1.01, graph fit_y left textcolor rgb blue
set label 8 band_label at graph 1.01, graph band_y left textcolor rgb quiet
proportion(n) = (n <= leaves ? lambda * n : NaN)
set samples 500
if (text) {
    plot data using (curve('n')):(curve('fit')) with lines linetype 4, data using (point('n')):(point('measured')) with points pointtype 1
} else {
    plot data using (curve('n')):(curve('low')):(curve('high')) with filledcurves fillcolor rgb tint fillstyle solid noborder, \
         proportion(x) with lines linewidth 1.2 dashtype 3 linecolor rgb quiet, \
         data using (curve('n')):(curve('fit')) with lines linewidth 2 linecolor rgb blue, \
         data using (point('n')):(point('measured')) with points pointtype 7 pointsize 0.7 linecolor rgb 'black'
}
unset label
unset arrow
unset object

# 2. Residuals.
set tmargin at screen (text ? 0.32 : 0.285)
set bmargin at screen (text ? 0.12 : 0.115)
set yrange [-residual:residual]
eval 'set ytics ' . residual_tics
eval 'set xtics ' . x_tics
set xlabel x_label offset 0, (text ? 0 : 0.25) textcolor rgb ink
if (text) { set label 3 'measured over fit (%)' at screen 0.01, graph 1.12 left } else { set label 3 'off by' at screen 0.018, graph 0.5 center rotate textcolor rgb ink }
set arrow 1 from graph 0, first 0 to graph 1, first 0 nohead back linewidth 1 linecolor rgb quiet
plot data using (point('n')):(point('residual')) with impulses linewidth (text ? 1 : 1.5) linecolor rgb blue, \
     data using (point('n')):(point('residual')) with points pointtype 7 pointsize 0.5 linecolor rgb 'black'
unset multiplot
set output
