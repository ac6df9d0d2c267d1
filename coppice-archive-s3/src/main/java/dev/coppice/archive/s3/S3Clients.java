package dev.coppice.archive.s3;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;

/** Clients of the AWS SDK: few tries, short waits, and nothing compatible servers do not know. */
final class S3Clients {
    private static final int TRIES = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private S3Clients() {}

    static S3Client open(S3Address address) {
        var builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(SILENCE))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(override -> override.retryStrategy(
                        StandardRetryStrategy.builder().maxAttempts(TRIES).build()));
        address.region().map(Region::of).ifPresent(builder::region);
        address.endpoint().ifPresent(server -> builder.endpointOverride(server).forcePathStyle(true));
        address.credentials()
                .map(given -> AwsBasicCredentials.create(given.accessKey(), given.secretKey()))
                .ifPresent(given -> builder.credentialsProvider(StaticCredentialsProvider.create(given)));
        return builder.build();
    }
}
