export { type BlockingSite, type HubBlocking, hubBlocking, monitorHub } from './hub-monitor';
