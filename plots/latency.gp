# Latency, throughput and utilization against load, for one scenario.
#
# `kneewall plot FILE -o PICTURE --keep` leaves this text with its variables set above it. They are: the curves' file
# (data) and the column of the load in it (x_column); ranges and ticks (x_*, y_*, rate_*); marks (knee, wall, slo: NaN
# where there is none); theory's curve ($theory, dashed; has_theory: how many of its columns, has_mean:
# whether to draw the simulated mean beside it); measured points ($measured, has_measured, measured_label, measured_y); labels and where they stand,
# as a fraction of the axis; text: 1 when drawn with characters.

# Okabe and Ito's colours, which the colour-blind tell apart; the first one is for what is the wall.
array color[7] = ['#D55E00', '#0072B2', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000']
ink = '#333333'; pale = '#E4E4E4'; quiet = '#777777'
array percentile[4] = ['p50', 'p95', 'p99', 'mean']
array percentile_label[4] = ['p50', 'p95', 'p99', theory_label]
array percentile_color[4] = [color[3], color[2], color[1], color[7]]
array percentile_tint[3] = ['#CCECE3', '#CCE3F0', '#F7DFCC'] # opaque: not every format can do better

set datafile separator comma
set datafile columnheaders
set datafile missing NaN
has(mark) = (mark == mark)
fraction(mark) = (mark - x_low) / (x_high - x_low)
where(dummy) = column(x_column)
latency(name) = (column('stable') > 0 ? column(name) * time_factor : NaN)

set border 3 linecolor rgb ink
set tics nomirror out scale 0.6 textcolor rgb ink
set key off
set xrange [x_low:x_high]
eval 'set xtics ' . x_tics
if (!text) { set grid xtics ytics linetype 1 linecolor rgb pale linewidth 1 }

# The panels' edges as fractions of the picture.
# Ticks' labels of more than five characters need a wider margin.
wide(n) = (n > 5 ? n - 5 : 0) * (text ? 0.01 : 0.008)
set lmargin at screen (text ? 0.08 : 0.085) + wide(y_width > rate_width ? y_width : rate_width)
set rmargin at screen 1 - (text ? 0.0105 : 0.0085) * (label_length + 2)
array upper[3] = [text ? 0.88 : 0.870, text ? 0.44 : 0.455, text ? 0.24 : 0.270]
array lower[3] = [text ? 0.49 : 0.490, text ? 0.29 : 0.305, text ? 0.09 : 0.070]

# Knee and wall run through all panels; their names stand on a row each above the first, so they cannot collide.
mark_knee(top) = sprintf('set arrow 1 from first %g, graph 0 to first %g, graph %g nohead back dashtype 3 linewidth 1.5 linecolor rgb ink', knee, knee, top)
mark_wall(top) = sprintf('set arrow 2 from first %g, graph 0 to first %g, graph %g nohead back linewidth 1.5 linecolor rgb color[1]', wall, wall, top)
name_mark(tag, name, mark, height) = sprintf('set label %d %s at first %g, graph %g %s offset %g, 0', tag, name, mark, height, fraction(mark) > 0.5 ? 'right' : 'left', fraction(mark) > 0.5 ? -0.6 : text ? 2 : 0.6)
# The names of the vertical axes stand below each other, whatever the width of the ticks' labels.
name_axis(name, unit) = text ? sprintf("set label 20 '%s' at screen 0.01, graph 1.08 left", unit) : sprintf("set label 20 '%s (%s)' at screen 0.02, graph 0.5 center rotate textcolor rgb ink", name, unit)

set multiplot
set label 1 headline at screen (text ? 0.01 : 0.02), screen (text ? 0.995 : 0.975) left textcolor rgb 'black' font ',15'
set label 2 question at screen (text ? 0.01 : 0.02), screen (text ? 0.965 : 0.945) left textcolor rgb quiet

# 1. Latency.
set tmargin at screen upper[1]
set bmargin at screen lower[1]
if (!text && has(unstable_from)) {
    set object 1 rectangle from first unstable_from, graph 0 to graph 1, graph 1 behind fillcolor rgb '#F2F2F2' fillstyle solid noborder
    if (fraction(unstable_from) < 0.97) { set label 5 'no steady state' at graph (1 + fraction(unstable_from)) / 2, graph unstable_y center rotate textcolor rgb quiet }
}
if (has(knee)) {
    eval mark_knee(text ? 1.0 : 1.015)
    eval name_mark(3, 'knee_label', knee, text ? 1.065 : 1.03) . ' textcolor rgb ink'
}
if (has(wall)) {
    eval mark_wall(text ? 1.0 : 1.07)
    eval name_mark(4, 'wall_label', wall, text ? 1.125 : 1.085) . ' textcolor rgb color[1]'
    if (!text && has(wall_from) && has(wall_to)) { set object 2 rectangle from first wall_from, graph 0 to first wall_to, graph 1 behind fillcolor rgb '#FBEFE6' fillstyle solid noborder }
}
if (has(slo)) {
    set arrow 3 from graph 0, first slo to graph 1, first slo nohead back dashtype 2 linewidth 1.2 linecolor rgb quiet
    set label 6 slo_label at graph 0.01, first slo left offset 0, (text ? 0.5 : 0.65) textcolor rgb quiet
}
do for [i = 1:3 + (has_theory > 0)] { set label 10 + i percentile_label[i] at graph percentile_x, graph percentile_y[i] left textcolor rgb percentile_color[i] }
if (has_measured) { set label 8 measured_label at graph 0.03, graph measured_y left point pointtype (text ? 13 : 12) pointsize 1.1 linewidth 1.5 linecolor rgb ink offset 1, 0 textcolor rgb ink front }
array measured_color[4] = [color[7], color[3], color[2], color[1]]
if (y_log) { set logscale y }
set yrange [y_low:y_high]
eval 'set ytics ' . y_tics
eval name_axis('latency', time_unit)
eval 'set xtics ' . x_bare
if (text) {
    plot for [i = 1:3] data using (where(0)):(latency(percentile[i] . '_s')) with linespoints pointtype i, \
         for [i = 2:1 + (has_theory > 0)] $theory using 1:(column(i) * time_factor) with dots, \
         for [i = 2:1 + 4 * has_measured] $measured using 1:(column(i) * time_factor) with points pointtype 13
} else {
    plot for [i = 1:3] data using (where(0)):(latency(percentile[i] . '_s_low')):(latency(percentile[i] . '_s_high')) with filledcurves fillcolor rgb percentile_tint[i] fillstyle solid noborder, \
         for [i = 1:3] data using (where(0)):(latency(percentile[i] . '_s')) with linespoints linewidth 2 linecolor rgb percentile_color[i] pointtype 7 pointsize 0.4, \
         for [i = 2:1 + has_theory] $theory using 1:(column(i) * time_factor) with lines linewidth 1.2 dashtype 2 linecolor rgb color[7], \
         for [i = 1:has_mean] data using (where(0)):(latency('mean_s')) with points linecolor rgb color[7] pointtype 6 pointsize 0.8, \
         for [i = 2:1 + 4 * has_measured] $measured using 1:(column(i) * time_factor) with points linecolor rgb measured_color[i - 1] linewidth 1.5 pointtype 12 pointsize 1.1
}
unset logscale y
unset label
unset arrow 3
unset object 2

# 2. Throughput.
set tmargin at screen upper[2]
set bmargin at screen lower[2]
if (has(knee)) { eval mark_knee(1) }
if (has(wall)) { eval mark_wall(1) }
set yrange [rate_low:rate_high]
eval 'set ytics ' . rate_tics
eval name_axis('throughput', 'req/s')
if (has(rate_bound)) {
    set arrow 4 from graph 0, first rate_bound to graph 1, first rate_bound nohead back dashtype 2 linewidth 1.2 linecolor rgb color[7]
    set label 4 'saturation' at graph 0.01, first rate_bound left offset 0, (text ? -0.5 : -0.65) textcolor rgb color[7]
}
set label 1 'good' at graph 1.01, graph good_y left textcolor rgb color[2]
if (!closed) { set label 2 'offered' at graph 1.01, graph offered_y left textcolor rgb quiet }
if (has_errors) { set label 3 'errors' at graph 1.01, graph errors_y left textcolor rgb color[1] }
plot for [i = 1:!closed] data using (where(0)):(column('offered_rps')) with lines linewidth 1.5 dashtype 2 linecolor rgb quiet, \
     data using (where(0)):(column('goodput_rps')) with linespoints linewidth 2 linecolor rgb color[2] pointtype (text ? 2 : 7) pointsize 0.4, \
     for [i = 1:has_errors] data using (where(0)):(column('errors_rps')) with lines linewidth 2 linecolor rgb color[1]
unset label
unset arrow 4

# 3. Utilization.
set tmargin at screen upper[3]
set bmargin at screen lower[3]
set yrange [0:1.05]
set ytics ('0' 0, '50' 0.5, '100' 1)
eval name_axis('in use', '%')
eval 'set xtics ' . x_tics
set xlabel x_label offset 0, (text ? 0 : 0.25) textcolor rgb ink
do for [i = 1:resources] { set label i resource_label[i] at graph 1.01, graph resource_y[i] left textcolor rgb color[i] }
if (text) {
    plot for [i = 1:resources] data using (where(0)):(column(resource_column[i])) with linespoints pointtype i
} else {
    plot for [i = 1:resources] data using (where(0)):(column(resource_column[i])) with lines linewidth (i == 1 ? 3 : 1.5) linecolor rgb color[i]
}
unset multiplot
set output
