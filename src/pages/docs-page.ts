import { rights } from '../domain/permission.ts';
import type { TextReply } from '../http/operation.ts';
import { problems } from '../http/problem.ts';
import { type Html, html } from './html.ts';
import { page } from './layout.ts';

type Json = Readonly<Record<string, unknown>>;

/** The parts of an operation that the page shows. */
interface Operation {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security: readonly unknown[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json }>> };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Json }>>;
}

/** The OpenAPI document for people: every route, and every way in which it says no. */
export function docsPage(document: Json): TextReply {
  const tags = document.tags as readonly { name: string }[];
  const routes = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        path,
        method: method.toUpperCase(),
        operation,
      })),
  );
  return page({
    title: 'Assay API',
    headers: { 'cache-control': 'public, max-age=300' },
    body: html`<header><h1>Assay API</h1>
<p>Machine-readable as <a href="/openapi.json">OpenAPI 3.1</a>. Send a token of your identity provider as
<code>Authorization: Bearer …</code>; routes marked <em>public</em> need none. Lists take <code>limit</code> and
<code>cursor</code>. Times are RFC 3339, UTC. What is refused is answered as a problem detail (RFC 9457).</p></header>
<main>
${tags.map(
  ({ name }) =>
    html`<h2>${name}</h2>${routes
      .filter(({ operation }) => operation.tags.includes(name))
      .map(({ path, method, operation }) => route(method, path, operation))}`,
)}
<h2>Who may do what in an issuer</h2>
<p>A person needs one of the roles, a machine client one of the scopes. A token that names scopes of this service narrows that to them.
What a learner does with their own submissions and credentials needs no role.</p>
<div class="scroll"><table><thead><tr><th scope="col">May</th><th scope="col">Roles</th><th scope="col">Scopes</th></tr></thead>
<tbody>${Object.values(rights).map(
      ({ what, roles, scopes }) =>
        html`<tr><td>${what}</td><td>${roles.join(', ')}</td><td>${scopes.join(', ')}</td></tr>`,
    )}</tbody></table></div>
<h2>Problems</h2>
<p>Each has a stable <code>code</code>; <code>errors</code> names the fields.</p>
<div class="scroll"><table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>${Object.entries(problems).map(
      ([code, { status, title }]) =>
        html`<tr><td><code id="${code}">${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
    )}</tbody></table></div>
</main>`,
  });
}

function route(method: string, path: string, operation: Operation): Html {
  const bodies = Object.values(operation.requestBody?.content ?? {});
  return html`<details><summary><span class="method">${method}</span> <code>${path}</code> ${operation.summary}${
    operation.security.length === 0 && html` <em class="soft">public</em>`
  }</summary>
${operation.description && html`<p>${operation.description}</p>`}
${
  operation.parameters.length > 0 &&
  html`<p>Parameters: ${operation.parameters.map(
    (parameter, index) =>
      html`${index > 0 && ', '}<code>${parameter.name}</code> (${parameter.in}${parameter.required && ', required'})`,
  )}</p>`
}
${bodies.map(({ schema }) => html`<p>Body:</p><pre tabindex="0">${JSON.stringify(schema, null, 2)}</pre>`)}
<ul>${Object.entries(operation.responses).map(
    ([status, response]) => html`<li><strong>${status}</strong> ${response.description}</li>`,
  )}</ul></details>`;
}
