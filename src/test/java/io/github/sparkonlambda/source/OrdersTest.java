package io.github.sparkonlambda.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class OrdersTest {
  @Test
  void areJsonOfOneKilobyteWithTheirCustomer() throws Exception {
    for (long customer : new long[] {0, 1207, 99_999_999}) {
      byte[] order = Orders.of(customer);
      JsonNode json = new ObjectMapper().readTree(order);
      assertThat(order).hasSize(1024);
      assertThat(json.path("customer").longValue()).isEqualTo(customer);
      assertThat(json.path("amount").decimalValue().precision()).isBetween(1, 10);
    }
  }
}
