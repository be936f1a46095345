import { Button } from 'react-aria-components';
import { commands } from '#src/ui/commands.ts';
import { Sheet } from '#src/ui/Sheet.tsx';
import { useCommandContext } from '#src/ui/useCommandContext.ts';
import { viewerWording } from '#src/ui/viewerWording.ts';
import { worklistWording } from '#src/ui/worklistWording.ts';

/** The tools in reach of a thumb: a long press on the film opens them. */
export function ToolsDialog({ onClose }: { readonly onClose: () => void }) {
  const context = useCommandContext();
  const tools = commands.filter(({ group, applies }) => group === 'tools' && applies?.(context) !== false);
  return (
    <Sheet title={worklistWording.tools.title} onClose={onClose}>
      <div className="tool-sheet" data-testid="tool-sheet">
        {tools.map((tool) => (
          <Button
            key={tool.id}
            className="button"
            data-tool-choice={tool.id}
            aria-pressed={tool.isOn?.(context) ?? false}
            onPress={() => {
              onClose();
              tool.run(context);
            }}
          >
            {viewerWording.commands[tool.id]}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}
