import type { JSX } from 'preact'
import { Announcer } from './announce/announcer.tsx'
import { BuilderView } from './builder/builderView.tsx'
import { ChipRow } from './chips/chipRow.tsx'
import { ChartView } from './chart/chartView.tsx'
import { FacetsPane } from './facets/facetsPane.tsx'
import { DetailView } from './detail/detailView.tsx'
import { OfferedExamples } from './guide/exampleList.tsx'
import { Grid } from './list/grid.tsx'
import { NoticeBar } from './notice/noticeBar.tsx'
import type { PanelController } from './panel/controller.ts'
import { LastGoodBar } from './scripts/lastGoodBar.tsx'
import { QueryBar } from './query/queryBar.tsx'
import { TimelineView } from './timeline/timelineView.tsx'
import { StatusBar } from './status/statusBar.tsx'
import { ControllerContext } from './ui/context.ts'

/** The panel. Timeline and facets have their areas in the layout (see app.css), which are empty and so take no room. */
export function App({ controller }: { controller: PanelController }): JSX.Element {
  return (
    <ControllerContext.Provider value={controller}>
      <main class="app">
        <QueryBar />
        <ChipRow />
        <OfferedExamples />
        <BuilderView />
        <NoticeBar />
        <LastGoodBar />
        <TimelineView />
        <ChartView />
        <FacetsPane />
        <Grid />
        <DetailView />
        <StatusBar />
        <Announcer />
      </main>
    </ControllerContext.Provider>
  )
}
