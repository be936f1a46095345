import { joinCrew, type CrewOrder } from '#src/search/scanCrew.ts';

addEventListener('message', ({ data }: MessageEvent<CrewOrder>) => joinCrew(data), { once: true });
