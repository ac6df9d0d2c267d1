package dev.coppice.archive.s3;

import dev.coppice.archive.spi.StoreException;
import dev.coppice.archive.spi.StoreException.Reason;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What an error of S3 means for a store. */
final class S3Failure {
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;
    private static final int PRECONDITION_FAILED = 412;
    private static final int NOT_IMPLEMENTED = 501;
    private static final int INSUFFICIENT_STORAGE = 507;

    private S3Failure() {}

    /** Runs a call and tells its failure in a store's words. */
    static <T> T told(Supplier<T> call) throws StoreException {
        try {
            return call.get();
        } catch (S3Exception failure) {
            throw byStatus(failure);
        } catch (SdkException failure) {
            throw new StoreException(Reason.FAILED, "S3 could not be reached, or no credentials were found", failure);
        }
    }

    /** Whether an object was not created because it is there. */
    static boolean isThereAlready(StoreException failure) {
        return failure.getCause() instanceof S3Exception cause && cause.statusCode() == PRECONDITION_FAILED;
    }

    /** Whether the server does not know such a call. */
    static boolean isUnknown(StoreException failure) {
        return failure.getCause() instanceof S3Exception cause
                && (cause.statusCode() == NOT_IMPLEMENTED || cause.statusCode() == NOT_ALLOWED);
    }

    private static StoreException byStatus(S3Exception failure) {
        return switch (failure.statusCode()) {
            case NOT_FOUND -> new StoreException(Reason.MISSING, "the object, or its bucket, is not there", failure);
            case FORBIDDEN -> new StoreException(Reason.NOT_WRITABLE, "access is denied", failure);
            case INSUFFICIENT_STORAGE -> new StoreException(Reason.FULL, "the server has no more room", failure);
            default -> new StoreException(Reason.FAILED, "S3 answered " + failure.statusCode(), failure);
        };
    }
}
