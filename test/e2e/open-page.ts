import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Opens an address as a browser does, and notes whatever the page asks for or complains about. */
export async function openPage(browser: Browser, address: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    viewport: { width: 1000, height: 900 },
    locale: 'en-US',
    ...options,
  });
  const page = await context.newPage();
  const noted: string[] = [];
  page.on('console', (message) => noted.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => noted.push(`error: ${error.message}`));
  page.on('request', (request) => request.url() !== address && noted.push(`request: ${request.url()}`));
  const response = await page.goto(address);
  return {
    page,
    context,
    noted,
    status: response?.status(),
    headers: response?.headers() ?? {},
    close: () => context.close(),
  };
}

/** Pictures to look at, where the environment asks for them. */
export async function picture(page: Page, name: string) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}
