export { type BlockingSite, type FilesAtOnce, type HubBlocking, hubBlocking, monitorHub } from './hub-monitor';
