import {
  ArrowUpRight, Circle, Columns2, Contrast, Eye, EyeOff, FileDown, Grid2X2, HeartPulse, History, Lasso, ListTree, Move, Redo2, RotateCcw, Ruler,
  ScanSearch, Search, SlidersHorizontal, Spline, Square, SquareSquare, SunMedium, Trash2, Triangle, Undo2, ChartArea, View, ZoomIn, type LucideIcon,
} from 'lucide-react';
import { memo, useSyncExternalStore } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, ToggleButton, Tooltip, TooltipTrigger } from 'react-aria-components';
import type { FilmId } from '#src/lib/brand.ts';
import { useAppState, useParts } from '#src/ui/appContext.ts';
import { commandOf } from '#src/ui/commands.ts';
import { useSession } from '#src/ui/session.ts';
import { useCommandContext } from '#src/ui/useCommandContext.ts';
import { bindingsOf } from '#src/ui/viewerKeys.ts';
import { viewerWording, type CommandId } from '#src/ui/viewerWording.ts';
import { wording } from '#src/ui/wording.ts';
import { windowPresets } from '#src/viewer/presets.ts';

type Entry = readonly [id: CommandId, icon: LucideIcon];

const groups: readonly (readonly Entry[])[] = [
  [['window', SunMedium], ['pan', Move], ['zoom', ZoomIn], ['magnifier', Search]],
  [['length', Ruler], ['angle', Triangle], ['cobb', Spline], ['rectangle', Square], ['ellipse', Circle], ['freehand', Lasso], ['arrow', ArrowUpRight], ['cardiothoracic', HeartPulse]],
  [['undo', Undo2], ['redo', Redo2]],
  [['invert', Contrast], ['histogram', ChartArea], ['reset', RotateCcw]],
  [['prior', History]],
];

const viewCommands: readonly CommandId[] = ['fit', 'fitWidth', 'actualSize', 'flip', 'turnRight', 'turnLeft', 'smoothing', 'calibrate', 'clearCalibration'];
const paneCommands: readonly CommandId[] = ['layoutOne', 'layoutTwo', 'layoutFour', 'nextPane', 'link', 'swap', 'prior', 'newerPrior'];
const layoutIcons = { 1: SquareSquare, 2: Columns2, 4: Grid2X2 } as const;
const fileCommands: readonly CommandId[] = ['saveJson', 'saveReport', 'savePresentation', 'readAnnotations', 'savePicture', 'savePlainPicture', 'copyPicture', 'print'];

/** Tools and switches of the active pane: the same whichever film hangs in it. */
export const Toolbar = memo(function Toolbar() {
  const hidden = useAppState((state) => state.identityHidden);
  const layout = useAppState((state) => state.reading.layout);
  return (
    <div className="toolbar" role="toolbar" aria-label={wording.viewer.toolbar}>
      {groups.map((group, at) => (
        <div key={at} className="tool-group">
          {group.map(([id, icon]) => (
            <CommandButton key={id} id={id} icon={icon} />
          ))}
          {at === 4 && <CommandMenu label={viewerWording.paneMenu} icon={layoutIcons[layout]} ids={paneCommands} />}
          {at === 3 && <PresetMenu />}
          {at === 3 && <CommandMenu label={viewerWording.viewMenu} icon={View} ids={viewCommands} />}
        </div>
      ))}
      <span className="spring" />
      <div className="tool-group">
        <CommandButton id="identity" icon={hidden ? EyeOff : Eye} />
        <CommandMenu label={viewerWording.fileMenu} icon={FileDown} ids={fileCommands} />
        <CommandButton id="tags" icon={ListTree} />
        <FilmActions />
      </div>
    </div>
  );
});

/** What is done with the chosen film as it is when a button is pressed. */
function FilmActions() {
  const { actions, store } = useParts();
  const chosen = useAppState(({ selected }) => selected !== null);
  if (!chosen) return null;
  const withChosen = (act: (filmId: FilmId) => Promise<void>) => (): void => {
    const { selected } = store.getState();
    if (selected) void act(selected);
  };
  return (
    <>
      <ActionButton name={wording.viewer.like} testId="like-this" icon={ScanSearch} onPress={withChosen(actions.searchLike)} />
      <ActionButton name={wording.viewer.remove} testId="remove-film" icon={Trash2} onPress={withChosen(actions.removeFilm)} />
    </>
  );
}

/** True while the command is on; follows whatever it depends on. */
function useIsOn(id: CommandId): boolean {
  const context = useCommandContext();
  const { isOn } = commandOf(id);
  return useSyncExternalStore(
    (changed) => {
      const stops = [context.store.subscribe(changed), context.session.subscribe(changed)];
      return () => stops.forEach((stop) => stop());
    },
    () => isOn?.(context) ?? false,
  );
}

function useTip(id: CommandId): string {
  const own = useAppState((state) => state.keys);
  const key = bindingsOf(own).get(id) ?? '';
  return key === '' ? viewerWording.commands[id] : wording.viewer.key(viewerWording.commands[id], viewerWording.keyName(key));
}

function CommandButton({ id, icon: Icon }: { readonly id: CommandId; readonly icon: LucideIcon }) {
  const context = useCommandContext();
  const command = commandOf(id);
  const isOn = useIsOn(id);
  const tip = useTip(id);
  const common = { className: 'icon-button tool', 'aria-label': viewerWording.commands[id], 'data-command': id, children: <Icon size={18} aria-hidden /> };
  const run = (): void => {
    if (command.applies?.(context) !== false) command.run(context);
  };
  return (
    <TooltipTrigger delay={400}>
      {command.isOn ? <ToggleButton {...common} isSelected={isOn} onPress={run} /> : <Button {...common} onPress={run} />}
      <Tooltip className="tooltip" placement="bottom">
        {tip}
      </Tooltip>
    </TooltipTrigger>
  );
}

function ActionButton({ name, testId, icon: Icon, onPress }: { readonly name: string; readonly testId: string; readonly icon: LucideIcon; readonly onPress: () => void }) {
  return (
    <TooltipTrigger delay={400}>
      <Button className="icon-button tool" aria-label={name} data-testid={testId} onPress={onPress}>
        <Icon size={18} aria-hidden />
      </Button>
      <Tooltip className="tooltip" placement="bottom">
        {name}
      </Tooltip>
    </TooltipTrigger>
  );
}

function CommandMenu({ label, icon: Icon, ids }: { readonly label: string; readonly icon: LucideIcon; readonly ids: readonly CommandId[] }) {
  return (
    <MenuTrigger>
      <Button className="icon-button tool" aria-label={label}>
        <Icon size={18} aria-hidden />
      </Button>
      <Popover className="popover menu-popover" placement="bottom end">
        <CommandItems label={label} ids={ids} />
      </Popover>
    </MenuTrigger>
  );
}

/** Rendered when the menu opens: what applies is decided then. */
function CommandItems({ label, ids }: { readonly label: string; readonly ids: readonly CommandId[] }) {
  const context = useCommandContext();
  const own = useAppState((state) => state.keys);
  const bindings = bindingsOf(own);
  return (
    <Menu className="menu" aria-label={label} onAction={(id) => commandOf(id as CommandId).run(context)}>
      {ids.map((id) => (
        <MenuItem key={id} id={id} className="menu-item" textValue={viewerWording.commands[id]} isDisabled={commandOf(id).applies?.(context) === false}>
          <span className={commandOf(id).isOn?.(context) ? 'is-on' : undefined}>{viewerWording.commands[id]}</span>
          {bindings.get(id) && <kbd>{viewerWording.keyName(bindings.get(id) ?? '')}</kbd>}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Every window of the film, with its explanation, and those that are made of its greys. */
function PresetMenu() {
  const context = useCommandContext();
  const index = useAppState(({ reading }) => reading.active);
  const shown = useSession(({ panes }) => panes.get(index)?.shown);
  return (
    <MenuTrigger>
      <Button className="icon-button tool" aria-label={viewerWording.presets} data-testid="presets">
        <SlidersHorizontal size={18} aria-hidden />
      </Button>
      <Popover className="popover menu-popover" placement="bottom">
        {shown && <Presets image={shown.image} onChoose={(voi) => context.session.getState().panes.get(index)?.view.setVoi(voi)} />}
      </Popover>
    </MenuTrigger>
  );
}

type Shown = Parameters<typeof windowPresets>[0];
type Chosen = ReturnType<typeof windowPresets>[number]['voi'];

function Presets({ image, onChoose }: { readonly image: Shown; readonly onChoose: (voi: Chosen) => void }) {
  const presets = windowPresets(image);
  return (
    <Menu
      className="menu"
      aria-label={viewerWording.presets}
      onAction={(at) => {
        const preset = presets[Number(at)];
        if (preset) onChoose(preset.voi);
      }}
    >
      <MenuSection>
        <Header className="menu-note">{viewerWording.presetNote}</Header>
        {presets.map((preset, at) => (
          <MenuItem key={at} id={String(at)} className="menu-item two-lines" textValue={viewerWording.preset(preset)}>
            <span>{viewerWording.preset(preset)}</span>
            <span className="quiet">{viewerWording.presetDetail(preset)}</span>
          </MenuItem>
        ))}
      </MenuSection>
    </Menu>
  );
}
