// Made from the OpenAPI document by `npm run generate`; a test holds it against that.

export interface paths {
  "/v1/stories": {
    get: operations["list_stories"];
  };
  "/v1/stories/{slug}.{form}": {
    get: operations["get_story_form"];
  };
  "/v1/stories/{slug}": {
    get: operations["get_story"];
    patch: operations["edit_story"];
  };
  "/v1/stories/{slug}/related": {
    get: operations["list_related_stories"];
  };
  "/v1/stories/{slug}/citations": {
    get: operations["list_citations"];
  };
  "/v1/stories/{slug}/citations/{number}": {
    get: operations["get_citation"];
  };
  "/v1/stories/{slug}/revisions": {
    get: operations["list_revisions"];
  };
  "/v1/stories/{slug}/revisions/{number}": {
    get: operations["get_revision"];
  };
  "/v1/stories/{slug}/revisions/{number}/diff": {
    get: operations["get_revision_diff"];
  };
  "/v1/stories/{slug}/publish": {
    post: operations["publish_story"];
  };
  "/v1/stories/{slug}/retract": {
    post: operations["retract_story"];
  };
  "/v1/stories/{slug}/verification": {
    get: operations["verify_story"];
  };
  "/v1/verifications": {
    post: operations["verify_sentences"];
  };
  "/v1/syntheses": {
    get: operations["list_syntheses"];
    post: operations["create_synthesis"];
  };
  "/v1/syntheses/{synthesis_id}": {
    get: operations["get_synthesis"];
  };
  "/v1/syntheses/{synthesis_id}/refused": {
    get: operations["list_refused_sentences"];
  };
  "/v1/syntheses/{synthesis_id}/cancel": {
    post: operations["cancel_synthesis"];
  };
  "/v1/syntheses/{synthesis_id}/retry": {
    post: operations["retry_synthesis"];
  };
  "/v1/syntheses/{synthesis_id}/replay": {
    post: operations["replay_synthesis"];
  };
  "/v1/syntheses/{synthesis_id}/events": {
    get: operations["stream_synthesis_events"];
  };
  "/v1/syntheses/estimate": {
    post: operations["estimate_synthesis"];
  };
  "/v1/records": {
    get: operations["list_records"];
    post: operations["ingest_records"];
  };
  "/v1/records/{record_id}": {
    get: operations["get_record"];
    delete: operations["withdraw_record"];
  };
  "/v1/records/{record_id}/versions/{number}": {
    get: operations["get_record_version"];
  };
  "/v1/sources": {
    get: operations["list_sources"];
  };
  "/v1/beats": {
    get: operations["list_beats"];
  };
  "/v1/beats/{slug}": {
    get: operations["get_beat"];
    put: operations["put_beat"];
    delete: operations["delete_beat"];
  };
  "/v1/beats/{slug}/stories": {
    get: operations["list_beat_stories"];
  };
  "/v1/beats/{slug}/volume": {
    get: operations["get_beat_volume"];
  };
  "/v1/entities": {
    get: operations["list_entities"];
  };
  "/v1/entities/{slug}": {
    get: operations["get_entity"];
    put: operations["put_entity"];
    delete: operations["delete_entity"];
  };
  "/v1/entities/{slug}/stories": {
    get: operations["list_entity_stories"];
  };
  "/v1/entities/{slug}/records": {
    get: operations["list_entity_records"];
  };
  "/v1/entities/{slug}/volume": {
    get: operations["get_entity_volume"];
  };
  "/v1/entities/{slug}/merge": {
    post: operations["merge_entity"];
  };
  "/v1/feed.{form}": {
    get: operations["get_feed"];
  };
  "/v1/beats/{slug}/feed.{form}": {
    get: operations["get_beat_feed"];
  };
  "/v1/entities/{slug}/feed.{form}": {
    get: operations["get_entity_feed"];
  };
  "/v1/sitemap.xml": {
    get: operations["get_sitemap"];
  };
  "/v1/sitemap-{part}.xml": {
    get: operations["get_sitemap_part"];
  };
  "/v1/beats.opml": {
    get: operations["list_beat_feeds"];
  };
  "/llms.txt": {
    get: operations["read_llms_txt"];
  };
  "/v1/changes": {
    get: operations["list_changes"];
  };
  "/v1/export.ndjson": {
    get: operations["export_stories"];
  };
  "/v1/webhooks": {
    get: operations["list_webhooks"];
    post: operations["create_webhook"];
  };
  "/v1/webhooks/{webhook_id}": {
    get: operations["get_webhook"];
    delete: operations["delete_webhook"];
    patch: operations["edit_webhook"];
  };
  "/v1/webhooks/{webhook_id}/secret": {
    post: operations["rotate_webhook_secret"];
  };
  "/v1/webhooks/{webhook_id}/test": {
    post: operations["call_webhook"];
  };
  "/v1/webhooks/{webhook_id}/replay": {
    post: operations["replay_changes"];
  };
  "/v1/webhooks/{webhook_id}/deliveries": {
    get: operations["list_deliveries"];
  };
  "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay": {
    post: operations["replay_delivery"];
  };
  "/v1/search": {
    get: operations["search"];
  };
  "/problems": {
    get: operations["list_problems"];
  };
  "/problems/{slug}": {
    get: operations["get_problem"];
  };
  "/healthz": {
    get: operations["check_life"];
  };
  "/readyz": {
    get: operations["check_readiness"];
  };
  "/metrics": {
    get: operations["get_metrics"];
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Ambiguity: {
      /** @default [] */
      needs?: string[];
      /** @default [] */
      never?: string[];
    };
    Attempt: {
      number: number;
      at: string;
      seconds: number;
      status_code: number | null;
      problem: string | null;
    };
    Beat: {
      slug: string;
      name: string;
      description: string;
      record_count: number;
      story_count: number;
      names: {
        [key: string]: string;
      };
      rules: components["schemas"]["BeatRules"];
      latest_stories: components["schemas"]["BeatStory"][];
      top_entities: components["schemas"]["BeatEntity"][];
    };
    BeatEntity: {
      slug: string;
      name: string;
      kind: string;
      record_count: number;
    };
    BeatInput: {
      name: string;
      /** @default  */
      description?: string;
      /** @default {} */
      names?: {
        [key: string]: string;
      };
      /**
       * @default {
       *     "terms": {},
       *     "entities": {},
       *     "communities": {}
       *   }
       */
      rules?: components["schemas"]["BeatRules"];
    };
    BeatList: {
      items: components["schemas"]["BeatSummary"][];
    };
    BeatRef: {
      slug: string;
      name: string;
    };
    BeatRules: {
      /** @default {} */
      terms?: {
        [key: string]: {
          [key: string]: number;
        };
      };
      /** @default {} */
      entities?: {
        [key: string]: number;
      };
      /** @default {} */
      communities?: {
        [key: string]: number;
      };
    };
    BeatStory: {
      slug: string;
      title: string;
      dek: string;
      published_at: string | null;
    };
    BeatSummary: {
      slug: string;
      name: string;
      description: string;
      record_count: number;
      story_count: number;
    };
    Change: {
      seq: number;
      /** @enum {string} */
      kind: "publication" | "revision" | "retraction" | "unpublication" | "erasure";
      story_id: string;
      slug: string;
      url: string;
      revision: number;
      cause: ("first" | "new_records" | "withdrawal" | "correction" | "edit" | "model" | "retraction" | "publication") | null;
      note: string | null;
      at: string;
    };
    ChangeList: {
      items: components["schemas"]["Change"][];
      next_after: number;
      latest: number;
    };
    Citation: {
      number: number;
      record_id: string;
      record_version: number;
      source: components["schemas"]["SourceRef"];
      community: string | null;
      title: string | null;
      author: string | null;
      url: string | null;
      published_at: string;
      language: string | null;
      weight: number;
      weight_reason: string;
      /** @enum {string} */
      status: "active" | "withdrawn";
      quotes: components["schemas"]["Quote"][];
    };
    CitationInContext: {
      number: number;
      record_id: string;
      record_version: number;
      source: components["schemas"]["SourceRef"];
      community: string | null;
      title: string | null;
      author: string | null;
      url: string | null;
      published_at: string;
      language: string | null;
      weight: number;
      weight_reason: string;
      /** @enum {string} */
      status: "active" | "withdrawn";
      quotes: components["schemas"]["QuoteInContext"][];
    };
    CitationList: {
      items: components["schemas"]["Citation"][];
    };
    ClaimEvidence: {
      record_id: string;
      field: string;
      exact: string;
      start: number;
      end: number;
    };
    ClaimVerdict: {
      text: string;
      /** @enum {string} */
      verdict: "found" | "not_found" | "not_checkable";
      reason: string;
      reasons: string[];
      evidence: components["schemas"]["ClaimEvidence"][];
    };
    CoMention: {
      slug: string;
      name: string;
      /** @enum {string} */
      kind: "organization" | "person" | "model" | "product" | "place" | "community" | "law" | "event" | "other";
      record_count: number;
    };
    Delivery: {
      id: string;
      seq: number | null;
      type: string;
      /** @enum {string} */
      status: "pending" | "delivered" | "failed";
      next_attempt_at: string | null;
      attempts: components["schemas"]["Attempt"][];
    };
    DeliveryPage: {
      items: components["schemas"]["Delivery"][];
      next_cursor: string | null;
    };
    Entity: {
      slug: string;
      name: string;
      /** @enum {string} */
      kind: "organization" | "person" | "model" | "product" | "place" | "community" | "law" | "event" | "other";
      description: string;
      record_count: number;
      story_count: number;
      aliases: {
        [key: string]: string[];
      };
      same_as: string[];
      exact_case: string[];
      ambiguous: {
        [key: string]: components["schemas"]["Ambiguity"];
      };
      first_seen: string | null;
      last_seen: string | null;
      beats: components["schemas"]["EntityBeat"][];
      co_mentioned: components["schemas"]["CoMention"][];
    };
    EntityBeat: {
      slug: string;
      name: string;
      record_count: number;
    };
    EntityInput: {
      name: string;
      /** @enum {string} */
      kind: "organization" | "person" | "model" | "product" | "place" | "community" | "law" | "event" | "other";
      /** @default  */
      description?: string;
      /** @default {} */
      aliases?: {
        [key: string]: string[];
      };
      /** @default [] */
      same_as?: string[];
      /** @default [] */
      exact_case?: string[];
      /** @default {} */
      ambiguous?: {
        [key: string]: components["schemas"]["Ambiguity"];
      };
    };
    EntityMerge: {
      into: string;
    };
    EntityPage: {
      items: components["schemas"]["EntitySummary"][];
      next_cursor: string | null;
      total?: number | null;
    };
    EntitySummary: {
      slug: string;
      name: string;
      /** @enum {string} */
      kind: "organization" | "person" | "model" | "product" | "place" | "community" | "law" | "event" | "other";
      description: string;
      record_count: number;
      story_count: number;
    };
    EstimatedStage: {
      stage: string;
      calls: number;
      input_tokens: number;
      output_tokens: number;
      cost_usd: string;
    };
    FaqItem: {
      question: string;
      answer: components["schemas"]["Sentence"][];
    };
    FoundRecord: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: "record";
      id: string;
      source: string;
      community: string | null;
      /** @enum {string} */
      kind: "post" | "comment" | "article" | "paper" | "release";
      url: string | null;
      author: string | null;
      title: string | null;
      language: string | null;
      published_at: string;
      snippets: components["schemas"]["RecordSnippet"][];
    };
    FoundStory: {
      /**
       * @description discriminator enum property added by openapi-typescript
       * @enum {string}
       */
      type: "story";
      id: string;
      slug: string;
      url: string;
      title: string;
      dek: string;
      beat: components["schemas"]["BeatRef"];
      language: string;
      published_at: string;
      snippets: components["schemas"]["StorySnippet"][];
    };
    Health: {
      /** @constant */
      status: "ok";
    };
    Image: {
      url: string;
      credit?: string | null;
    };
    IngestProblem: {
      type: string;
      title: string;
      detail: string;
      pointer: string | null;
    };
    IngestReport: {
      created: number;
      updated: number;
      unchanged: number;
      rejected: number;
      results: components["schemas"]["IngestResult"][];
    };
    IngestResult: {
      line: number;
      id: string | null;
      /** @enum {string} */
      outcome: "created" | "updated" | "unchanged" | "rejected";
      problem?: components["schemas"]["IngestProblem"] | null;
    };
    Methodology: {
      record_count: number;
      cited_count: number;
      unused: components["schemas"]["Unused"][];
      provider: string;
      model: string | null;
      prompt_version: string;
      records_digest: string;
      synthesis_id: string;
      usage: components["schemas"]["Usage"];
      generated_at: string;
      human_edited: boolean;
      evidence_from: string | null;
      evidence_until: string | null;
      publisher_count: number;
      rejected_sentences: number;
      digital_source_type: string;
      beat_scores: components["schemas"]["RecordBeat"][];
      statement: string;
    };
    Paragraph: {
      sentences: components["schemas"]["Sentence"][];
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      instance?: string | null;
      errors?: components["schemas"]["ProblemItem"][] | null;
    };
    ProblemItem: {
      pointer: string;
      detail: string;
    };
    ProblemKind: {
      type: string;
      title: string;
      status: number;
      explanation: string;
    };
    ProblemKindList: {
      items: components["schemas"]["ProblemKind"][];
    };
    Quote: {
      id: string;
      /** @enum {string} */
      field: "text" | "title";
      exact: string;
      prefix: string;
      suffix: string;
      start: number;
      end: number;
      translation: string | null;
    };
    QuoteInContext: {
      id: string;
      /** @enum {string} */
      field: "text" | "title";
      exact: string;
      prefix: string;
      suffix: string;
      start: number;
      end: number;
      translation: string | null;
      before: string;
      after: string;
    };
    QuoteVerdict: {
      id: string;
      record_id: string;
      /** @enum {string} */
      verdict: "found" | "not_found" | "not_checkable";
      reason: string;
    };
    Record: {
      id: string;
      source: string;
      community: string | null;
      external_id: string;
      /** @enum {string} */
      kind: "post" | "comment" | "article" | "paper" | "release";
      url: string | null;
      author: string | null;
      title: string | null;
      text: string | null;
      language: string | null;
      published_at: string;
      collected_at: string;
      parent_external_id: string | null;
      engagement: {
        [key: string]: number;
      };
      image: components["schemas"]["Image"] | null;
      /** @enum {string} */
      status: "active" | "withdrawn";
      version: number;
    };
    RecordBeat: {
      slug: string;
      score: number;
      terms: string[];
    };
    RecordDetail: {
      id: string;
      source: string;
      community: string | null;
      external_id: string;
      /** @enum {string} */
      kind: "post" | "comment" | "article" | "paper" | "release";
      url: string | null;
      author: string | null;
      title: string | null;
      text: string | null;
      language: string | null;
      published_at: string;
      collected_at: string;
      parent_external_id: string | null;
      engagement: {
        [key: string]: number;
      };
      image: components["schemas"]["Image"] | null;
      /** @enum {string} */
      status: "active" | "withdrawn";
      version: number;
      beats: components["schemas"]["RecordBeat"][];
      entities: components["schemas"]["RecordEntity"][];
      suspected_injection: boolean;
      raw: unknown;
    };
    RecordEntity: {
      slug: string;
      mentions: number;
    };
    RecordPage: {
      items: components["schemas"]["Record"][];
      next_cursor: string | null;
      total?: number | null;
    };
    RecordSnippet: {
      /** @enum {string} */
      field: "title" | "text";
      text: string;
      start: number;
      end: number;
      hits: components["schemas"]["SearchHit"][];
    };
    RefusedSentence: {
      text: string;
      reason: string;
    };
    RefusedSentences: {
      items: components["schemas"]["RefusedSentence"][];
    };
    RelatedList: {
      items: components["schemas"]["RelatedStory"][];
    };
    RelatedStory: {
      /** @enum {string} */
      relation: "earlier" | "later" | "similar";
      slug: string;
      title: string;
      dek: string;
      beat: components["schemas"]["BeatRef"];
      published_at: string | null;
      score: number;
      shared_entities: string[];
    };
    "Replay-Input": {
      after: number;
    };
    "Replay-Output": {
      synthesis_id: string;
      /** @enum {string} */
      outcome: "same" | "different";
      compared_with: number;
      calls: number;
      usage: components["schemas"]["Usage"];
      difference: components["schemas"]["StoryDiff"] | null;
      detail: string | null;
    };
    Retraction: {
      reason: string;
    };
    RevisionList: {
      items: components["schemas"]["RevisionSummary"][];
    };
    RevisionSummary: {
      revision: number;
      created_at: string;
      /** @enum {string} */
      cause: "first" | "new_records" | "withdrawal" | "correction" | "edit" | "model" | "retraction" | "publication";
      note: string | null;
      title: string;
    };
    Reworded: {
      before: string;
      after: string;
    };
    Rotation: {
      /** @default 24 */
      overlap_hours?: number;
    };
    Run: {
      text: string;
      entity?: string | null;
      beat?: string | null;
      story?: string | null;
    };
    SearchHit: {
      start: number;
      end: number;
    };
    SearchPage: {
      items: (components["schemas"]["FoundStory"] | components["schemas"]["FoundRecord"])[];
      next_cursor: string | null;
    };
    Section: {
      heading: string | null;
      paragraphs: components["schemas"]["Paragraph"][];
    };
    Sentence: {
      id: string;
      runs: components["schemas"]["Run"][];
      /** @enum {string} */
      support: "verbatim" | "paraphrase" | "analysis";
      quotes: string[];
      citations: number[];
    };
    SentenceClaim: {
      text: string;
      record_ids: string[];
    };
    SentenceEdit: {
      id: string;
      text?: string | null;
      quotes?: string[] | null;
    };
    SentenceVerdict: {
      id: string;
      text: string;
      /** @enum {string} */
      verdict: "found" | "not_found" | "not_checkable";
      reason: string;
      reasons: string[];
      quotes: components["schemas"]["QuoteVerdict"][];
    };
    Source: {
      slug: string;
      name: string;
      /** @enum {string} */
      kind: "forum" | "social" | "news" | "papers" | "releases" | "blog" | "other";
      home_page: string | null;
      record_count: number;
      first_record_at: string | null;
      last_record_at: string | null;
    };
    SourceList: {
      items: components["schemas"]["Source"][];
    };
    SourceRef: {
      slug: string;
      name: string;
      /** @enum {string} */
      kind: "forum" | "social" | "news" | "papers" | "releases" | "blog" | "other";
    };
    Story: {
      id: string;
      slug: string;
      url: string;
      revision: number;
      /** @enum {string} */
      status: "draft" | "published" | "retracted" | "superseded";
      language: string;
      title: string;
      dek: string;
      beat: components["schemas"]["BeatRef"];
      published_at: string | null;
      updated_at: string;
      word_count: number;
      entities: components["schemas"]["StoryEntity"][];
      image: components["schemas"]["Image"] | null;
      replaced_by: string | null;
      title_quotes: string[];
      dek_quotes: string[];
      sections: components["schemas"]["Section"][];
      story_so_far: components["schemas"]["Sentence"][];
      faq: components["schemas"]["FaqItem"][];
      citations: components["schemas"]["Citation"][];
      related: components["schemas"]["RelatedStory"][];
      methodology: components["schemas"]["Methodology"];
    };
    StoryDiff: {
      revision: number;
      compared_with: number | null;
      /** @enum {string} */
      cause: "first" | "new_records" | "withdrawal" | "correction" | "edit" | "model" | "retraction" | "publication";
      note: string | null;
      sentences_added: string[];
      sentences_removed: string[];
      sentences_reworded: components["schemas"]["Reworded"][];
      citations_gained: string[];
      citations_lost: string[];
      entities_gained: string[];
      entities_lost: string[];
      fields_changed: string[];
    };
    StoryEdit: {
      note: string;
      /**
       * @default edit
       * @enum {string}
       */
      cause?: "edit" | "correction";
      title?: string | null;
      dek?: string | null;
      beat?: string | null;
      /** @default [] */
      sentences?: components["schemas"]["SentenceEdit"][];
    };
    StoryEntity: {
      slug: string;
      name: string;
      /** @enum {string} */
      kind: "organization" | "person" | "model" | "product" | "place" | "community" | "law" | "event" | "other";
      mentions: number;
      salience: number;
    };
    StoryPage: {
      items: {
        [key: string]: unknown;
      }[];
      next_cursor: string | null;
      total?: number | null;
    };
    StorySnippet: {
      /** @enum {string} */
      field: "title" | "dek" | "heading" | "question" | "sentence";
      text: string;
      start: number;
      end: number;
      hits: components["schemas"]["SearchHit"][];
      sentence: string | null;
    };
    Synthesis: {
      id: string;
      /** @enum {string} */
      status: "queued" | "running" | "succeeded" | "failed" | "cancelled";
      stage: string;
      progress: number;
      created_at: string;
      finished_at: string | null;
      record_ids: string[];
      usage: components["schemas"]["Usage"];
      timings: {
        [key: string]: number;
      };
      story: string | null;
      problem: components["schemas"]["Problem"] | null;
    };
    SynthesisEstimate: {
      provider: string;
      model: string | null;
      stages: components["schemas"]["EstimatedStage"][];
      input_tokens: number;
      output_tokens: number;
      cost_usd: string;
    };
    SynthesisPage: {
      items: components["schemas"]["Synthesis"][];
      next_cursor: string | null;
    };
    SynthesisRequest: {
      record_ids: string[];
      beat?: string | null;
      angle?: string | null;
      language?: string | null;
      /** @default true */
      publish?: boolean;
      provider?: string | null;
      model?: string | null;
      revises?: string | null;
      max_cost_usd?: number | null;
    };
    Unused: {
      record_id: string;
      /** @enum {string} */
      reason: "duplicate" | "off_topic" | "no_quotable_text" | "suspected_injection" | "withdrawn" | "over_budget";
      detail: string | null;
    };
    Usage: {
      input_tokens: number;
      output_tokens: number;
      cost_usd: string;
    };
    Verification: {
      story: string;
      revision: number;
      checked_at: string;
      rules_version: string;
      found: number;
      not_found: number;
      not_checkable: number;
      sentences: components["schemas"]["SentenceVerdict"][];
    };
    VerificationReport: {
      checked_at: string;
      rules_version: string;
      sentences: components["schemas"]["ClaimVerdict"][];
    };
    VerificationRequest: {
      sentences: components["schemas"]["SentenceClaim"][];
    };
    Volume: {
      interval: string;
      points: components["schemas"]["VolumePoint"][];
    };
    VolumePoint: {
      start: string;
      records: number;
      stories: number;
      by_source?: {
        [key: string]: number;
      } | null;
    };
    Webhook: {
      id: string;
      url: string;
      kinds: ("publication" | "revision" | "retraction" | "unpublication" | "erasure")[];
      description: string;
      enabled: boolean;
      disabled_reason: string | null;
      created_at: string;
      after: number;
      pending: number;
    };
    WebhookEdit: {
      url?: string | null;
      kinds?: ("publication" | "revision" | "retraction" | "unpublication" | "erasure")[] | null;
      description?: string | null;
      enabled?: boolean | null;
    };
    WebhookInput: {
      url: string;
      /** @default [] */
      kinds?: ("publication" | "revision" | "retraction" | "unpublication" | "erasure")[];
      /** @default  */
      description?: string;
      after?: number | null;
    };
    WebhookList: {
      items: components["schemas"]["Webhook"][];
    };
    WebhookSecret: {
      webhook: components["schemas"]["Webhook"];
      secret: string;
      former_until: string | null;
    };
    RecordInput: {
      source: string;
      external_id: string;
      /** Format: date-time */
      published_at: string;
      /**
       * @default post
       * @enum {string}
       */
      kind?: "post" | "comment" | "article" | "paper" | "release";
      /** @default null */
      title?: string | null;
      /** @default null */
      text?: string | null;
      /** @default null */
      url?: string | null;
      /** @default null */
      author?: string | null;
      /** @default null */
      community?: string | null;
      /** @default null */
      language?: string | null;
      /** @default null */
      collected_at?: string | null;
      /** @default null */
      parent_external_id?: string | null;
      /** @default null */
      engagement?: {
        [key: string]: number;
      } | null;
      /** @default null */
      image?: components["schemas"]["Image"] | null;
      /** @default null */
      raw?: unknown;
    } & {
      [key: string]: unknown;
    };
    ExportLine: {
      seq: number;
      /** @enum {string} */
      kind: "publication" | "revision" | "retraction" | "unpublication" | "erasure";
      story_id: string;
      slug: string;
      url: string;
      revision: number;
      cause: ("first" | "new_records" | "withdrawal" | "correction" | "edit" | "model" | "retraction" | "publication") | null;
      note: string | null;
      /** Format: date-time */
      at: string;
      story: components["schemas"]["Story"] | null;
    };
  };
  responses: {
    "invalid-cursor": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "key-required": {
      headers: {
        "X-Request-Id"?: string;
        "WWW-Authenticate"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "invalid-input": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "rate-limited": {
      headers: {
        "X-Request-Id"?: string;
        "Retry-After"?: number;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    internal: {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    unavailable: {
      headers: {
        "X-Request-Id"?: string;
        "Retry-After"?: number;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "not-found": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    gone: {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "not-acceptable": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "invalid-json": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "scope-missing": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "request-timeout": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    conflict: {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "precondition-failed": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "too-large": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "unsupported-media-type": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "storage-full": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "conflict.synthesis-cancelled": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "invalid-input.nothing-quotable.synthesis-refused.unknown-records": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "writer-failed": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "unavailable.writer-unavailable": {
      headers: {
        "X-Request-Id"?: string;
        "Retry-After"?: number;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "budget-spent.rate-limited": {
      headers: {
        "X-Request-Id"?: string;
        "Retry-After"?: number;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
    "invalid-input.nothing-quotable.unknown-records": {
      headers: {
        "X-Request-Id"?: string;
        [name: string]: unknown;
      };
      content: {
        "application/problem+json": components["schemas"]["Problem"];
      };
    };
  };
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  list_stories: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        total?: boolean;
        beat?: string | null;
        entity?: string | null;
        source?: string | null;
        language?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
        fields?: string | null;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StoryPage"];
        };
      };
    };
  };
  get_story_form: {
    parameters: {
      path: {
        slug: string;
        form: "txt" | "md" | "html" | "jsonld" | "ninjs";
      };
    };
    responses: {
      200: {
        content: {
          "text/plain": string;
          "text/markdown": string;
          "text/html": string;
          "application/ld+json": Record<string, never>;
          "application/ninjs+json": Record<string, never>;
        };
      };
    };
  };
  get_story: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Story"];
          "text/plain": string;
          "text/markdown": string;
          "text/html": string;
          "application/ld+json": Record<string, never>;
          "application/ninjs+json": Record<string, never>;
        };
      };
    };
  };
  edit_story: {
    parameters: {
      header?: {
        "if-match"?: string | null;
      };
      path: {
        slug: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["StoryEdit"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Story"];
        };
      };
    };
  };
  list_related_stories: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RelatedList"];
        };
      };
    };
  };
  list_citations: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["CitationList"];
        };
      };
    };
  };
  get_citation: {
    parameters: {
      path: {
        slug: string;
        number: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["CitationInContext"];
        };
      };
    };
  };
  list_revisions: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RevisionList"];
        };
      };
    };
  };
  get_revision: {
    parameters: {
      path: {
        slug: string;
        number: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Story"];
        };
      };
    };
  };
  get_revision_diff: {
    parameters: {
      path: {
        slug: string;
        number: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StoryDiff"];
        };
      };
    };
  };
  publish_story: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Story"];
        };
      };
    };
  };
  retract_story: {
    parameters: {
      path: {
        slug: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Retraction"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Story"];
        };
      };
    };
  };
  verify_story: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Verification"];
        };
      };
    };
  };
  verify_sentences: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["VerificationRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["VerificationReport"];
        };
      };
    };
  };
  list_syntheses: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SynthesisPage"];
        };
      };
    };
  };
  create_synthesis: {
    parameters: {
      header?: {
        "idempotency-key"?: string | null;
        prefer?: string | null;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["SynthesisRequest"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["Story"];
        };
      };
      202: {
        content: {
          "application/json": components["schemas"]["Synthesis"];
        };
      };
    };
  };
  get_synthesis: {
    parameters: {
      path: {
        synthesis_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Synthesis"];
        };
      };
    };
  };
  list_refused_sentences: {
    parameters: {
      path: {
        synthesis_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RefusedSentences"];
        };
      };
    };
  };
  cancel_synthesis: {
    parameters: {
      path: {
        synthesis_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Synthesis"];
        };
      };
    };
  };
  retry_synthesis: {
    parameters: {
      path: {
        synthesis_id: string;
      };
    };
    responses: {
      202: {
        content: {
          "application/json": components["schemas"]["Synthesis"];
        };
      };
    };
  };
  replay_synthesis: {
    parameters: {
      query?: {
        ask_again?: boolean;
      };
      path: {
        synthesis_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Replay-Output"];
        };
      };
    };
  };
  stream_synthesis_events: {
    parameters: {
      header?: {
        "last-event-id"?: number | null;
      };
      path: {
        synthesis_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "text/event-stream": string;
        };
      };
      204: {
      };
    };
  };
  estimate_synthesis: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["SynthesisRequest"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SynthesisEstimate"];
        };
      };
    };
  };
  list_records: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        total?: boolean;
        entity?: string | null;
        source?: string | null;
        community?: string | null;
        kind?: ("post" | "comment" | "article" | "paper" | "release") | null;
        language?: string | null;
        beat?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RecordPage"];
        };
      };
    };
  };
  ingest_records: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["RecordInput"][];
        "application/x-ndjson": string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["IngestReport"];
        };
      };
    };
  };
  get_record: {
    parameters: {
      path: {
        record_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RecordDetail"];
        };
      };
    };
  };
  withdraw_record: {
    parameters: {
      path: {
        record_id: string;
      };
    };
    responses: {
      204: {
      };
    };
  };
  get_record_version: {
    parameters: {
      path: {
        record_id: string;
        number: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Record"];
        };
      };
    };
  };
  list_sources: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SourceList"];
        };
      };
    };
  };
  list_beats: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["BeatList"];
        };
      };
    };
  };
  get_beat: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Beat"];
        };
      };
    };
  };
  put_beat: {
    parameters: {
      path: {
        slug: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["BeatInput"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Beat"];
        };
      };
      201: {
        content: {
          "application/json": components["schemas"]["Beat"];
        };
      };
    };
  };
  delete_beat: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      204: {
      };
    };
  };
  list_beat_stories: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        total?: boolean;
        entity?: string | null;
        source?: string | null;
        language?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
        fields?: string | null;
      };
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StoryPage"];
        };
      };
    };
  };
  get_beat_volume: {
    parameters: {
      query?: {
        interval?: "hour" | "day" | "week";
        after?: string | null;
        before?: string | null;
        by?: "source" | null;
      };
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Volume"];
        };
      };
    };
  };
  list_entities: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        total?: boolean;
        kind?: ("organization" | "person" | "model" | "product" | "place" | "community" | "law" | "event" | "other") | null;
        q?: string | null;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["EntityPage"];
        };
      };
    };
  };
  get_entity: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Entity"];
        };
      };
    };
  };
  put_entity: {
    parameters: {
      path: {
        slug: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["EntityInput"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Entity"];
        };
      };
      201: {
        content: {
          "application/json": components["schemas"]["Entity"];
        };
      };
    };
  };
  delete_entity: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      204: {
      };
    };
  };
  list_entity_stories: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        total?: boolean;
        beat?: string | null;
        source?: string | null;
        language?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
        fields?: string | null;
      };
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["StoryPage"];
        };
      };
    };
  };
  list_entity_records: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        total?: boolean;
        source?: string | null;
        community?: string | null;
        kind?: ("post" | "comment" | "article" | "paper" | "release") | null;
        language?: string | null;
        beat?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
      };
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["RecordPage"];
        };
      };
    };
  };
  get_entity_volume: {
    parameters: {
      query?: {
        interval?: "hour" | "day" | "week";
        after?: string | null;
        before?: string | null;
        by?: "source" | null;
      };
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Volume"];
        };
      };
    };
  };
  merge_entity: {
    parameters: {
      path: {
        slug: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["EntityMerge"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Entity"];
        };
      };
    };
  };
  get_feed: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        beat?: string | null;
        entity?: string | null;
        source?: string | null;
        language?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
      };
      path: {
        form: "json" | "atom" | "rss";
      };
    };
    responses: {
      200: {
        content: {
          "application/feed+json": Record<string, never>;
          "application/atom+xml": string;
          "application/rss+xml": string;
        };
      };
    };
  };
  get_beat_feed: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        entity?: string | null;
        source?: string | null;
        language?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
      };
      path: {
        slug: string;
        form: "json" | "atom" | "rss";
      };
    };
    responses: {
      200: {
        content: {
          "application/feed+json": Record<string, never>;
          "application/atom+xml": string;
          "application/rss+xml": string;
        };
      };
    };
  };
  get_entity_feed: {
    parameters: {
      query?: {
        limit?: number;
        cursor?: string | null;
        beat?: string | null;
        source?: string | null;
        language?: string | null;
        q?: string | null;
        published_after?: string | null;
        published_before?: string | null;
      };
      path: {
        slug: string;
        form: "json" | "atom" | "rss";
      };
    };
    responses: {
      200: {
        content: {
          "application/feed+json": Record<string, never>;
          "application/atom+xml": string;
          "application/rss+xml": string;
        };
      };
    };
  };
  get_sitemap: {
    responses: {
      200: {
        content: {
          "application/xml": string;
        };
      };
    };
  };
  get_sitemap_part: {
    parameters: {
      path: {
        part: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/xml": string;
        };
      };
    };
  };
  list_beat_feeds: {
    responses: {
      200: {
        content: {
          "text/x-opml": string;
        };
      };
    };
  };
  read_llms_txt: {
    responses: {
      200: {
        content: {
          "text/plain": string;
        };
      };
    };
  };
  list_changes: {
    parameters: {
      query?: {
        after?: number;
        limit?: number;
        wait?: number;
      };
      header?: {
        "Last-Event-ID"?: number | null;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ChangeList"];
          "text/event-stream": string;
        };
      };
    };
  };
  export_stories: {
    parameters: {
      query?: {
        after?: number;
      };
    };
    responses: {
      200: {
        content: {
          "application/x-ndjson": components["schemas"]["ExportLine"];
        };
      };
    };
  };
  list_webhooks: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["WebhookList"];
        };
      };
    };
  };
  create_webhook: {
    requestBody: {
      content: {
        "application/json": components["schemas"]["WebhookInput"];
      };
    };
    responses: {
      201: {
        content: {
          "application/json": components["schemas"]["WebhookSecret"];
        };
      };
    };
  };
  get_webhook: {
    parameters: {
      path: {
        webhook_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Webhook"];
        };
      };
    };
  };
  delete_webhook: {
    parameters: {
      path: {
        webhook_id: string;
      };
    };
    responses: {
      204: {
      };
    };
  };
  edit_webhook: {
    parameters: {
      path: {
        webhook_id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["WebhookEdit"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Webhook"];
        };
      };
    };
  };
  rotate_webhook_secret: {
    parameters: {
      path: {
        webhook_id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Rotation"];
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["WebhookSecret"];
        };
      };
    };
  };
  call_webhook: {
    parameters: {
      path: {
        webhook_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Delivery"];
        };
      };
    };
  };
  replay_changes: {
    parameters: {
      path: {
        webhook_id: string;
      };
    };
    requestBody: {
      content: {
        "application/json": components["schemas"]["Replay-Input"];
      };
    };
    responses: {
      202: {
        content: {
          "application/json": components["schemas"]["Webhook"];
        };
      };
    };
  };
  list_deliveries: {
    parameters: {
      query?: {
        status?: ("pending" | "delivered" | "failed") | null;
        limit?: number;
        cursor?: string | null;
      };
      path: {
        webhook_id: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["DeliveryPage"];
        };
      };
    };
  };
  replay_delivery: {
    parameters: {
      path: {
        webhook_id: string;
        delivery_id: string;
      };
    };
    responses: {
      202: {
        content: {
          "application/json": components["schemas"]["Delivery"];
        };
      };
    };
  };
  search: {
    parameters: {
      query: {
        limit?: number;
        cursor?: string | null;
        q: string;
        type?: ("story" | "record") | null;
        beat?: string | null;
        entity?: string | null;
        source?: string | null;
        language?: string | null;
        published_after?: string | null;
        published_before?: string | null;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["SearchPage"];
        };
      };
    };
  };
  list_problems: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ProblemKindList"];
          "text/html": string;
        };
      };
    };
  };
  get_problem: {
    parameters: {
      path: {
        slug: string;
      };
    };
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["ProblemKind"];
          "text/html": string;
        };
      };
    };
  };
  check_life: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Health"];
        };
      };
    };
  };
  check_readiness: {
    responses: {
      200: {
        content: {
          "application/json": components["schemas"]["Health"];
        };
      };
    };
  };
  get_metrics: {
    responses: {
      200: {
        content: {
          "text/plain": string;
        };
      };
    };
  };
}
