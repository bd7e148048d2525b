<?php
// Three calls by the client that openapi-generator writes for PHP.

require_once 'GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class): void {
    $file = getenv('CONSUMER_CLIENT') . '/lib/' . strtr(substr($class, strlen('OpenAPI\\Client\\')), '\\', '/') . '.php';
    if (str_starts_with($class, 'OpenAPI\\Client\\') && is_file($file)) {
        require_once $file;
    }
});

use OpenAPI\Client\Api\DispatchApi;
use OpenAPI\Client\Api\RefundsApi;
use OpenAPI\Client\Api\TrackingApi;
use OpenAPI\Client\Configuration;
use OpenAPI\Client\Model\OrderDetailsFilter;
use OpenAPI\Client\Model\Product;
use OpenAPI\Client\Model\RefundProduct;

const DISPATCHED = '{"OrderId":"testID","OrderStatus":{"OrderStatusCode":"DEL_12","Name":"Delayed"}}';
const REFUNDED = '{"OrderId":"GE123874638GB","TotalRefundAmount":100,"RefundComments":"",'
    . '"RefundReason":{"OrderRefundReasonCode":"RETURN","Name":"RETURN"}}';

function piece(string $cartItem, string $amount): RefundProduct
{
    return new RefundProduct(['cart_item_id' => $cartItem, 'refund_quantity' => '1', 'refund_amount' => $amount]);
}

$settings = (new Configuration())->setHost(getenv('CONSUMER_URL'))->setApiKey('merchantGUID', getenv('CONSUMER_GUID'));
$http = new GuzzleHttp\Client();

$product = new Product(['product_code' => '1020872', 'delivery_quantity' => 1]);
$taken = (new DispatchApi($http, $settings))->updateOrderDispatch(DISPATCHED, [$product], ['{"ParcelCode":"12345-1"}', '{"ParcelCode":"12345-2"}']);
echo 'UpdateOrderDispatch ', var_export($taken->getSuccess(), true), "\n";

$orders = (new TrackingApi($http, $settings))->getOrdersDetails(new OrderDetailsFilter(['order_ids' => ['GE123874638GB']]));
echo 'GetOrdersDetails ', $orders[0]->getOrderId(), "\n";

$paid = (new RefundsApi($http, $settings))->createOrderRefund(REFUNDED, [piece('134643', '42'), piece('134644', '58')]);
echo 'CreateOrderRefund ', var_export($paid->getSuccess(), true), "\n";
