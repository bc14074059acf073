// What the reader reads of the API's answers. A test holds each field against the OpenAPI document; the file is for editors and is not served.

export type Child = Node | string | number | null | undefined | false | Child[];
export interface Run { text: string; entity?: string; beat?: string; story?: string }
export interface Sentence { id: string; runs: Run[]; support: "verbatim" | "paraphrase" | "analysis"; quotes: string[]; citations: number[] }
export interface Paragraph { sentences: Sentence[] }
export interface Section { heading: string | null; paragraphs: Paragraph[] }
export interface FaqItem { question: string; answer: Sentence[] }
export interface BeatRef { slug: string; name: string }
export interface BeatSummary { slug: string; name: string; description: string; record_count: number; story_count: number }
export interface BeatEntity { slug: string; name: string; kind: string; record_count: number }
export interface Beat { slug: string; name: string; description: string; record_count: number; story_count: number; names: Record<string, string>; top_entities: BeatEntity[] }
export interface StoryEntity { slug: string; name: string; kind: string; mentions: number; salience: number }
export interface RelatedStory { relation: "earlier" | "later" | "similar"; slug: string; title: string; dek: string; beat: BeatRef; published_at: string | null; score: number }
export interface SourceRef { slug: string; name: string; kind: string }
export interface Source { slug: string; name: string; kind: string; record_count: number }
export interface Quote { id: string; field: "text" | "title"; exact: string; prefix: string; suffix: string; start: number; end: number; translation: string | null }
export interface QuoteInContext { id: string; field: "text" | "title"; exact: string; translation: string | null; before: string; after: string }
export interface Citation {
  number: number; record_id: string; record_version: number; source: SourceRef; community: string | null; title: string | null; author: string | null;
  url: string | null; published_at: string; language: string | null; weight: number; weight_reason: string; status: "active" | "withdrawn"; quotes: Quote[];
}
export interface CitationInContext {
  number: number; record_id: string; record_version: number; source: SourceRef; community: string | null; title: string | null; author: string | null;
  url: string | null; published_at: string; language: string | null; weight: number; weight_reason: string; quotes: QuoteInContext[];
}
export interface Unused { record_id: string; reason: string; detail: string | null }
export interface Usage { input_tokens: number; output_tokens: number; cost_usd: string }
export interface Methodology {
  record_count: number; cited_count: number; unused: Unused[]; provider: string; model: string | null; synthesis_id: string; usage: Usage;
  generated_at: string; human_edited: boolean; evidence_from: string | null; evidence_until: string | null; publisher_count: number;
  rejected_sentences: number; digital_source_type: string; statement: string;
}
export interface Image { url: string; credit: string | null }
export interface StorySummary {
  slug: string; revision: number; status: string; language: string; title: string; dek: string; beat: BeatRef; published_at: string | null;
  updated_at: string; word_count: number;
}
export interface Story {
  id: string; slug: string; url: string; revision: number; status: "draft" | "published" | "retracted" | "superseded"; language: string; title: string;
  dek: string; beat: BeatRef; published_at: string | null; updated_at: string; word_count: number; entities: StoryEntity[]; image: Image | null;
  replaced_by: string | null; title_quotes: string[]; dek_quotes: string[]; sections: Section[]; story_so_far: Sentence[]; faq: FaqItem[];
  citations: Citation[]; related: RelatedStory[]; methodology: Methodology;
}
export interface StoryPage { items: StorySummary[]; next_cursor: string | null; total?: number | null }
export interface RevisionSummary { revision: number; created_at: string; cause: string; note: string | null; title: string }
export interface Reworded { before: string; after: string }
export interface StoryDiff {
  revision: number; compared_with: number | null; cause: string; note: string | null; sentences_added: string[]; sentences_removed: string[];
  sentences_reworded: Reworded[]; citations_gained: string[]; citations_lost: string[]; entities_gained: string[]; entities_lost: string[]; fields_changed: string[];
}
export interface VolumePoint { start: string; records: number; stories: number }
export interface Volume { interval: string; points: VolumePoint[] }
export interface EntitySummary { slug: string; name: string; kind: string; description: string; record_count: number; story_count: number }
export interface CoMention { slug: string; name: string; kind: string; record_count: number }
export interface EntityBeat { slug: string; name: string; record_count: number }
export interface Entity {
  slug: string; name: string; kind: string; description: string; record_count: number; story_count: number; aliases: Record<string, string[]>;
  same_as: string[]; first_seen: string | null; last_seen: string | null; beats: EntityBeat[]; co_mentioned: CoMention[];
}
export interface Record_ {
  id: string; source: string; community: string | null; kind: string; url: string | null; author: string | null; title: string | null;
  text: string | null; language: string | null; published_at: string;
}
export interface RecordPage { items: Record_[]; next_cursor: string | null; total?: number | null }
export interface ProblemItem { pointer: string; detail: string }
export interface Problem { type: string; title: string; status: number; detail: string; errors?: ProblemItem[] | null }
export interface Synthesis {
  id: string; status: "queued" | "running" | "succeeded" | "failed" | "cancelled"; stage: string; progress: number; created_at: string;
  finished_at: string | null; record_ids: string[]; usage: Usage; timings: Record<string, number>; story: string | null; problem: Problem | null;
}
export interface SynthesisPage { items: Synthesis[]; next_cursor: string | null }
export interface SynthesisEstimate { provider: string; model: string | null; input_tokens: number; output_tokens: number; cost_usd: string }
export interface QuoteVerdict { id: string; record_id: string; verdict: string; reason: string }
export interface SentenceVerdict { id: string; text: string; verdict: "found" | "not_found" | "not_checkable"; reason: string; quotes: QuoteVerdict[] }
export interface Verification { checked_at: string; revision: number; rules_version: string; found: number; not_found: number; not_checkable: number; sentences: SentenceVerdict[] }
export interface RefusedSentence { text: string; reason: string }
export interface RefusedSentences { items: RefusedSentence[] }
export interface ClaimEvidence { record_id: string; field: string; exact: string }
export interface ClaimVerdict { text: string; verdict: "found" | "not_found" | "not_checkable"; reason: string; evidence: ClaimEvidence[] }
export interface VerificationReport { sentences: ClaimVerdict[] }
export interface SearchHit { start: number; end: number }
export interface Snippet { field: string; text: string; hits: SearchHit[] }
export interface FoundStory { type: "story"; slug: string; title: string; dek: string; beat: BeatRef; language: string; published_at: string; snippets: Snippet[] }
export interface FoundRecord {
  type: "record"; id: string; source: string; community: string | null; kind: string; url: string | null; author: string | null; title: string | null;
  language: string | null; published_at: string; snippets: Snippet[];
}
