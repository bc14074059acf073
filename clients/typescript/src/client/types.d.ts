// What each operation takes and answers, read off the generated types by path and method.

import type { components, paths } from "./api.js";

export type Schemas = components["schemas"];
export type Method = "get" | "post" | "put" | "patch" | "delete";
export type Path = keyof paths;
/** The paths that have a method. */
export type PathOf<M extends Method> = { [P in Path]: paths[P] extends Record<M, unknown> ? P : never }[Path];

type Operation<P extends Path, M extends Method> = paths[P] extends Record<M, infer O> ? O : never;
type Named<O, K extends string> = O extends { parameters: infer Q } ? (K extends keyof Q ? Q[K] : unknown) : unknown;
type Content<O, T extends string> = O extends { content: { [K in T]: infer B } } ? B : never;
type Responses<O> = O extends { responses: infer R } ? R[keyof R] : never;
type PathPart<O> = O extends { parameters: { path: infer V } } ? { path: V } : unknown;
/** Where a body is asked for, it has to be given. */
type BodyPart<O> = O extends { requestBody: infer B } ? { body: Content<B, "application/json"> } : unknown;
type Optional<V> = { [K in keyof V]?: V[K] | null };
/** Parameters that must be given, and those that may be left out: null, undefined and "" leave one out. */
type QueryPart<O> = O extends { parameters: { query: infer V } }
  ? { query: { [K in keyof V as undefined extends V[K] ? never : K]: V[K] } & Optional<V> }
  : Named<O, "query"> extends infer V
    ? { query?: Optional<NonNullable<V>> }
    : unknown;

/** What is given with a request of any kind. */
export interface Manner {
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Ask the service whether what the browser keeps is still right. */
  fresh?: boolean;
  /** Whether it may be asked again where nobody knows whether it was done; by default that holds for what changes nothing the second time. */
  repeatable?: boolean;
}

export type Given<P extends Path, M extends Method> = PathPart<Operation<P, M>> &
  QueryPart<Operation<P, M>> &
  BodyPart<Operation<P, M>> &
  Manner;
/** The last argument of a call, which may be left out where nothing has to be given. */
export type Last<P extends Path, M extends Method> =
  Record<never, never> extends Given<P, M> ? [given?: Given<P, M>] : [given: Given<P, M>];

/** A summary is a story without what is long. A page of them holds those, unless `fields` asks for fewer. */
export type StorySummary = Omit<Schemas["Story"], "sections" | "faq" | "citations">;
type Filled<A> = [Schemas["StoryPage"]] extends [A]
  ? Omit<Schemas["StoryPage"], "items"> & { items: StorySummary[] }
  : A;
export type Answer<P extends Path, M extends Method> = Filled<Content<Responses<Operation<P, M>>, "application/json">>;

interface Page {
  items: unknown[];
  next_cursor: string | null;
}
export type ListPath = { [P in PathOf<"get">]: Answer<P, "get"> extends Page ? P : never }[PathOf<"get">];
export type Item<P extends ListPath> = Answer<P, "get"> extends { items: (infer I)[] } ? I : never;

/** What an event of a stream says. */
export interface EventOf {
  "/v1/changes": Schemas["Change"];
  "/v1/syntheses/{synthesis_id}/events": Schemas["Synthesis"];
}
