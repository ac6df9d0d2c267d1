package dev.coppice.server.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.coppice.control.AuditVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the whole audit trail has found. A value for any thread.
 *
 * @param ok whether nobody changed it
 * @param entries how many there are, where it is whole
 * @param hash the digest of the last one, where it is whole
 * @param seq the first number that is wrong
 * @param finding what is wrong with it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditVerdictDocument(
        boolean ok,
        @Nullable Long entries,
        @Nullable String hash,
        @Nullable Long seq,
        AuditVerdict.@Nullable Finding finding) {

    /** A verdict as a document. */
    public static AuditVerdictDocument of(AuditVerdict verdict) {
        return switch (verdict) {
            case AuditVerdict.Intact intact ->
                new AuditVerdictDocument(true, intact.entries(), intact.hash(), null, null);
            case AuditVerdict.Broken broken ->
                new AuditVerdictDocument(false, null, null, broken.seq(), broken.finding());
        };
    }
}
