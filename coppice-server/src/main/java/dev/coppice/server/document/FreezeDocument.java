package dev.coppice.server.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.control.FreezeState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether anything may be deleted. A value for any thread.
 *
 * @param frozen whether no chunk begins
 * @param since since when
 * @param by who said so
 * @param reason why
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FreezeDocument(
        boolean frozen,
        @Nullable Instant since,
        @Nullable String by,
        @Nullable String reason) {
    /** A state as a document. */
    public static FreezeDocument of(FreezeState state) {
        return switch (state) {
            case FreezeState.Thawed thawed -> new FreezeDocument(false, null, null, null);
            case FreezeState.Frozen frozen -> new FreezeDocument(true, frozen.since(), frozen.by(), frozen.reason());
        };
    }
}
