import { useCallback, useDeferredValue, useState } from 'react';
import { Button } from 'react-aria-components';
import { isHidden } from '#src/state/weighingState.ts';
import { AskPanel } from '#src/ui/AskPanel.tsx';
import { BatchDialog } from '#src/ui/BatchDialog.tsx';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { CommandPalette } from '#src/ui/CommandPalette.tsx';
import { FilmRail } from '#src/ui/FilmRail.tsx';
import { FindingsPanel } from '#src/ui/FindingsPanel.tsx';
import { FailureBanner } from '#src/ui/FailureBanner.tsx';
import { HostBanner } from '#src/ui/HostBanner.tsx';
import { LabelBar } from '#src/ui/LabelBar.tsx';
import { ModelDialog } from '#src/ui/ModelDialog.tsx';
import { NoticeDialog } from '#src/ui/NoticeDialog.tsx';
import { ReportCheck } from '#src/ui/ReportCheck.tsx';
import { ReadingRoom } from '#src/ui/ReadingRoom.tsx';
import { SettingsDialog } from '#src/ui/SettingsDialog.tsx';
import { ShortcutsDialog } from '#src/ui/ShortcutsDialog.tsx';
import { TagDialog } from '#src/ui/TagDialog.tsx';
import { TeachDialog } from '#src/ui/TeachDialog.tsx';
import { TestPatternDialog } from '#src/ui/TestPatternDialog.tsx';
import { ToolsDialog } from '#src/ui/ToolsDialog.tsx';
import { TopBar } from '#src/ui/TopBar.tsx';
import { useFileDrop } from '#src/ui/useFileDrop.ts';
import { ViewerPane } from '#src/ui/ViewerPane.tsx';
import { WorkshopDialog } from '#src/ui/WorkshopDialog.tsx';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/tokens.css';
import '#src/ui/layout.css';
import '#src/ui/panels.css';
import '#src/ui/viewer.css';
import '#src/ui/worklist.css';

const tabs = ['films', 'film', 'findings', 'ask'] as const;
export type Tab = (typeof tabs)[number];
export type OpenDialog = 'batch' | 'teach' | 'workshop' | 'settings' | 'shortcuts' | 'model' | 'palette' | 'tags' | 'tools' | 'testPattern' | null;

/** What depends on the chosen film asks for it itself: the next film does not render the whole app again. */
export function App() {
  const { actions } = useParts();
  const noticeAccepted = useAppState((state) => state.noticeAccepted);
  const identityHidden = useAppState((state) => state.identityHidden);
  const removedAll = useAppState((state) => state.removedAll);
  const dragging = useFileDrop(actions.takeIn);
  const [tab, setTab] = useState<Tab>('film');
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const closeDialog = useCallback(() => setDialog(null), []);
  const showFilm = useCallback(() => setTab('film'), []);
  const showSettings = useCallback(() => setDialog('settings'), []);

  return (
    <ReadingRoom onOpen={setDialog}>
      <div className="app" data-testid="app-ready" data-tab={tab} data-identity={identityHidden ? 'hidden' : 'shown'}>
        <TopBar onOpen={setDialog} />
        <div className="banners">
          <FailureBanner />
          <HostBanner />
          <LabelBar />
        </div>
        {/* After “Remove all” anew: words in a field may be about a patient, too. */}
        <main key={removedAll} className="rooms">
          <FilmRail onChosen={showFilm} />
          <ViewerPane />
          <aside className="side" aria-label={wording.findings.title}>
            <FindingsPanel onOpen={setDialog} />
            <AskAboutChosen onSettings={showSettings} />
            <ReportCheck />
          </aside>
        </main>
        <nav className="tabs" aria-label={wording.tabsLabel}>
          {tabs.map((name) => (
            <Button key={name} className="tab" aria-current={tab === name ? 'page' : 'false'} onPress={() => setTab(name)}>
              {wording.tabs[name]}
            </Button>
          ))}
        </nav>
        {dragging && <div className="drop-overlay">{wording.dropHere}</div>}
        {!noticeAccepted && <NoticeDialog />}
        {dialog === 'settings' && <SettingsDialog onClose={() => setDialog(null)} />}
        {dialog === 'batch' && <BatchDialog onClose={closeDialog} />}
        {dialog === 'teach' && <TeachDialog onClose={() => setDialog(null)} />}
        {dialog === 'workshop' && <WorkshopDialog onClose={() => setDialog(null)} />}
        {dialog === 'model' && <ModelDialog onClose={() => setDialog(null)} />}
        {dialog === 'shortcuts' && <ShortcutsDialog onClose={() => setDialog(null)} />}
        {dialog === 'palette' && <CommandPalette onClose={() => setDialog(null)} />}
        {dialog === 'tools' && <ToolsDialog onClose={() => setDialog(null)} />}
        {dialog === 'testPattern' && <TestPatternDialog onClose={() => setDialog(null)} />}
        {dialog === 'tags' && <TagsOfChosen onClose={closeDialog} />}
      </div>
    </ReadingRoom>
  );
}

function AskAboutChosen({ onSettings }: { readonly onSettings: () => void }) {
  const chosen = useAppState(({ selected }) => selected !== null);
  const hidden = useAppState(({ selected, weighing }) => isHidden(weighing, selected));
  // The first film is drawn before there is a place to ask about it.
  const asks = useDeferredValue(chosen);
  return asks && chosen && !hidden && <AskPanel onSettings={onSettings} />;
}

function TagsOfChosen({ onClose }: { readonly onClose: () => void }) {
  const selected = useAppState((state) => state.selected);
  return selected !== null && <TagDialog filmId={selected} onClose={onClose} />;
}
