// What the reader reads of the API's answers: the types that are made from the OpenAPI document. The file is for editors and is not served.

import type { StorySummary as Summary, Answer, Schemas } from "./client/client.js";

export type Child = Node | string | number | null | undefined | false | Child[];
export type StorySummary = Summary;
export type StoryPage = Answer<"/v1/stories", "get">;
export type BeatSummary = Schemas["BeatSummary"];
export type Citation = Schemas["Citation"];
export type CitationInContext = Schemas["CitationInContext"];
export type FoundRecord = Schemas["FoundRecord"];
export type FoundStory = Schemas["FoundStory"];
export type Image = Schemas["Image"];
export type QuoteInContext = Schemas["QuoteInContext"];
export type Record_ = Schemas["Record"];
export type RevisionSummary = Schemas["RevisionSummary"];
export type RefusedSentence = Schemas["RefusedSentence"];
export type RefusedSentences = Schemas["RefusedSentences"];
export type Run = Schemas["Run"];
export type Sentence = Schemas["Sentence"];
export type SentenceVerdict = Schemas["SentenceVerdict"];
export type Snippet = Schemas["RecordSnippet"] | Schemas["StorySnippet"];
export type Source = Schemas["Source"];
export type StoryEdit = Schemas["StoryEdit"];
export type Story = Schemas["Story"];
export type Synthesis = Schemas["Synthesis"];
export type SynthesisRequest = Schemas["SynthesisRequest"];
export type Volume = Schemas["Volume"];
export type VolumePoint = Schemas["VolumePoint"];
