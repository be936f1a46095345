import { useEffect, useState, type DragEvent } from 'react';
import { Button } from 'react-aria-components';
import { AskPanel } from '#src/ui/AskPanel.tsx';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { FilmRail } from '#src/ui/FilmRail.tsx';
import { FindingsPanel } from '#src/ui/FindingsPanel.tsx';
import { FailureBanner } from '#src/ui/FailureBanner.tsx';
import { NoticeDialog } from '#src/ui/NoticeDialog.tsx';
import { readDrop } from '#src/ui/readDrop.ts';
import { SettingsDialog } from '#src/ui/SettingsDialog.tsx';
import { ShortcutsDialog } from '#src/ui/ShortcutsDialog.tsx';
import { TopBar } from '#src/ui/TopBar.tsx';
import { ViewerPane } from '#src/ui/ViewerPane.tsx';
import { wording } from '#src/ui/wording.ts';
import '#src/ui/tokens.css';
import '#src/ui/layout.css';
import '#src/ui/panels.css';

const tabs = ['films', 'film', 'findings', 'ask'] as const;
export type Tab = (typeof tabs)[number];
export type OpenDialog = 'settings' | 'shortcuts' | null;

const holdsFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

export function App() {
  const { actions } = useParts();
  const noticeAccepted = useAppState((state) => state.noticeAccepted);
  const hasSelection = useAppState((state) => state.selected !== null);
  const [dragDepth, setDragDepth] = useState(0);
  const [tab, setTab] = useState<Tab>('film');
  const [dialog, setDialog] = useState<OpenDialog>(null);

  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      if (event.clipboardData && event.clipboardData.files.length > 0) void readDrop(event.clipboardData).then(actions.takeIn);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [actions]);

  return (
    <div
      className="app"
      data-testid="app-ready"
      data-tab={tab}
      onDragEnter={(event) => {
        if (holdsFiles(event)) setDragDepth((depth) => depth + 1);
      }}
      onDragLeave={(event) => {
        if (holdsFiles(event)) setDragDepth((depth) => Math.max(0, depth - 1));
      }}
      onDragOver={(event) => {
        if (holdsFiles(event)) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        setDragDepth(0);
        void readDrop(event.dataTransfer).then(actions.takeIn);
      }}
    >
      <TopBar onOpen={setDialog} />
      <FailureBanner />
      <main className="rooms">
        <FilmRail onChosen={() => setTab('film')} />
        <ViewerPane onShortcuts={() => setDialog('shortcuts')} />
        <aside className="side" aria-label={wording.findings.title}>
          <FindingsPanel />
          {hasSelection && <AskPanel onSettings={() => setDialog('settings')} />}
        </aside>
      </main>
      <nav className="tabs" aria-label={wording.tabsLabel}>
        {tabs.map((name) => (
          <Button key={name} className="tab" aria-current={tab === name ? 'page' : 'false'} onPress={() => setTab(name)}>
            {wording.tabs[name]}
          </Button>
        ))}
      </nav>
      {dragDepth > 0 && <div className="drop-overlay">{wording.dropHere}</div>}
      {!noticeAccepted && <NoticeDialog />}
      {dialog === 'settings' && <SettingsDialog onClose={() => setDialog(null)} />}
      {dialog === 'shortcuts' && <ShortcutsDialog onClose={() => setDialog(null)} />}
    </div>
  );
}
