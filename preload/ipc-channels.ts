/** Names of the Electron IPC channels, for main and for the preload. One for all calls, one for each push. */
export const callChannel = "pricebell:call";
export const pushChannel = (name: string): string => `pricebell:push:${name}`;
