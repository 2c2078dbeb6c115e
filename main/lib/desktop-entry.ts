/**
 * Name of the desktop file on Linux without its ending: reverse-DNS, as the Desktop Entry Specification asks for. Desktops find the
 * app's name and icon by it, for windows, notifications and what is started at login; electron-builder.yml has it as `desktopName`.
 */
export const desktopEntry = "app.pricebell.Pricebell";
