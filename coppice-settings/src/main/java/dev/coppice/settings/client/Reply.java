package dev.coppice.settings.client;

import dev.coppice.settings.Document;
import java.util.List;

/**
 * What the server said.
 *
 * @param documents position by position
 * @param etag how to ask whether it is still so; empty when the server gave none
 */
record Reply(List<Document> documents, String etag) {
    Reply {
        documents = List.copyOf(documents);
    }
}
