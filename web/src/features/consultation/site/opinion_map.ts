// Fetched only by pages that show the map: the chart library is several times the rest of the site.
import type { CustomSeriesOption, ScatterSeriesOption } from 'echarts/charts'
import { CustomChart, ScatterChart } from 'echarts/charts'
import type { GridComponentOption } from 'echarts/components'
import { GridComponent } from 'echarts/components'
import { init, use, type ComposeOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { Position, Result } from '@/api/schema'

use([ScatterChart, CustomChart, GridComponent, CanvasRenderer])
type Series = ScatterSeriesOption | CustomSeriesOption
type Option = ComposeOption<Series | GridComponentOption>
type Point = [number, number]

// The same shapes as GroupMark.
const symbols = ['circle', 'triangle', 'rect', 'diamond', 'path://M10 2l8 6-3 10H5L2 8z']
const sizes = [4.5, 6, 5, 7, 6.5]

/** All but the outermost half per cent on each side: a handful far out must not squeeze everybody else into a corner. */
function middle(values: number[]): Point {
  const sorted = [...values].sort((one, other) => one - other)
  const cut = Math.floor(sorted.length * 0.005)
  return [sorted[cut] ?? -0.1, sorted[sorted.length - 1 - cut] ?? 0.1]
}

/** Equal units in both directions, the middle in the middle, and room for what must be seen whole. */
function ranges(points: Point[], whole: Point[], width: number, height: number) {
  let [left, right] = middle(points.map(([x]) => x))
  let [bottom, top] = middle(points.map(([, y]) => y))
  for (const [x, y] of whole) {
    left = Math.min(left, x)
    right = Math.max(right, x)
    bottom = Math.min(bottom, y)
    top = Math.max(top, y)
  }
  const unit = Math.min(width / (Math.max(0.2, right - left) * 1.1), height / (Math.max(0.2, top - bottom) * 1.24))
  const [half_x, half_y] = [width / unit / 2, height / unit / 2]
  const [middle_x, middle_y] = [(left + right) / 2, (bottom + top) / 2 + half_y * 0.06]
  return { x: [middle_x - half_x, middle_x + half_x] as Point, y: [middle_y - half_y, middle_y + half_y] as Point }
}

export interface OpinionMap { fit: () => void; dispose: () => void }

/** Draws the points with their groups' hulls and letters, and the reader's own place with its uncertainty. */
export function draw_opinion_map(frame: HTMLElement, result: Result, own: Position | null, letters: string[]): OpinionMap {
  // ECharts empties its frame by assigning to innerHTML, which the page's policy (trusted types) refuses for every element but this one.
  Object.defineProperty(frame, 'innerHTML', { configurable: true, set: () => { frame.textContent = '' } })
  const chart = init(frame)
  const style = getComputedStyle(document.documentElement)
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const ink = colour('ink')
  const groups = result.clear_groups ? result.groups : []
  const group_colour = groups.map((_group, at) => colour(`group-${at + 1}`))
  const place = new Map(groups.map((group, at) => [group.id, at]))
  const points: Point[] = result.points.map(([x, y]): Point => [x, y])
  const whole: Point[] = []
  for (const group of groups) whole.push(...group.hull)
  if (own) whole.push([own.x - own.radius, own.y - own.radius], [own.x + own.radius, own.y + own.radius])

  const crowding = result.points.length > 1200 ? 0.8 : 1

  const hulls: CustomSeriesOption = {
    type: 'custom', silent: true, z: 1, data: groups.map((_group, at) => [at]),
    renderItem: (_params, api) => {
      const at = api.value(0) as number
      const corners = (groups[at]?.hull ?? []).map((corner) => api.coord(corner))
      return {
        type: 'polygon', shape: { points: corners },
        style: { fill: group_colour[at], fillOpacity: 0.1, stroke: group_colour[at], strokeOpacity: 0.6, lineWidth: 1, lineJoin: 'round' },
      }
    },
  }
  // Who stands further out than the frame is drawn at its edge, with a whole mark.
  const inside = (value: number, [low, high]: Point) => {
    const mark = (high - low) * 0.012
    return Math.min(high - mark, Math.max(low + mark, value))
  }
  const cloud = (at: number, data: Point[]): ScatterSeriesOption => ({
    type: 'scatter', silent: true, z: 2, data, symbol: symbols[at] ?? 'circle', symbolSize: (sizes[at] ?? 4) * crowding,
    itemStyle: { color: group_colour[at] ?? colour('group-none'), opacity: 0.6 },
  })
  const of_group = (at: number, x: Point, y: Point) =>
    result.points.filter(([, , group]) => (place.get(group) ?? -1) === at).map(([px, py]): Point => [inside(px, x), inside(py, y)])
  const names: ScatterSeriesOption = {
    type: 'scatter', silent: true, z: 5, symbolSize: 0,
    data: groups.map((group, at) => ({
      value: group.hull.reduce<Point>((highest, corner) => (corner[1] > highest[1] ? corner : highest), [0, -9]),
      label: { show: true, position: 'top', formatter: letters[at] ?? '', color: group_colour[at], fontSize: parseFloat(style.fontSize) * 1.15, fontWeight: 700, textBorderColor: '#fff', textBorderWidth: 4 },
    })),
  }
  const self: CustomSeriesOption = {
    type: 'custom', silent: true, z: 4, data: own ? [[own.x, own.y]] : [],
    renderItem: (_params, api) => {
      const [x, y] = api.coord([api.value(0), api.value(1)]) as Point
      const radius = Math.abs((api.size?.([own?.radius ?? 0, 0]) as number[])[0] ?? 0)
      return {
        type: 'group',
        children: [
          { type: 'circle', shape: { cx: x, cy: y, r: Math.max(radius, 11) }, style: { fill: 'rgba(255,255,255,0.2)', stroke: ink, lineWidth: 1.5, lineDash: [4, 3] } },
          { type: 'circle', shape: { cx: x, cy: y, r: 6 }, style: { fill: ink, stroke: '#fff', lineWidth: 1.5 } },
        ],
      }
    },
  }

  function fit() {
    chart.resize()
    const { x, y } = ranges(points, whole, frame.clientWidth, frame.clientHeight)
    const option: Option = {
      animation: false,
      grid: { left: 0, right: 0, top: 0, bottom: 0 },
      xAxis: { type: 'value', show: false, min: x[0], max: x[1] },
      yAxis: { type: 'value', show: false, min: y[0], max: y[1] },
      series: [hulls, cloud(-1, of_group(-1, x, y)), ...groups.map((_group, at) => cloud(at, of_group(at, x, y))), names, self],
    }
    chart.setOption(option, { notMerge: true })
  }
  fit()
  return { fit, dispose: () => chart.dispose() }
}
