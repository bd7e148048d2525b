<?php
// Three calls by the client that openapi-generator writes for PHP; with an argument, a refund from that JSON.

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
use OpenAPI\Client\Model\OrderRefundDetails;
use OpenAPI\Client\Model\OrderRefundReason;
use OpenAPI\Client\Model\OrderStatus;
use OpenAPI\Client\Model\OrderStatusDetails;
use OpenAPI\Client\Model\Parcel;
use OpenAPI\Client\Model\Product;
use OpenAPI\Client\Model\RefundProduct;
use OpenAPI\Client\ObjectSerializer;

function piece(string $cartItem, string $amount): RefundProduct
{
    return new RefundProduct(['cart_item_id' => $cartItem, 'refund_quantity' => '1', 'refund_amount' => $amount]);
}

/** The compact JSON text of a model. */
function queryJson(object $model): string
{
    if (!$model->valid()) {
        throw new InvalidArgumentException(implode('; ', $model->listInvalidProperties()));
    }
    return json_encode(ObjectSerializer::sanitizeForSerialization($model), JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR);
}

if ($argc > 1) {
    echo queryJson(ObjectSerializer::deserialize(json_decode($argv[1]), OrderRefundDetails::class)), "\n";
    exit(0);
}

$settings = (new Configuration())->setHost(getenv('CONSUMER_URL'))->setApiKey('merchantGUID', getenv('CONSUMER_GUID'));
$http = new GuzzleHttp\Client();
$tracking = new TrackingApi($http, $settings);

$status = new OrderStatusDetails([
    'order_id' => 'testID',
    'order_status' => new OrderStatus(['order_status_code' => 'DEL_12', 'name' => 'Delayed']),
]);
$parcels = array_map(fn (string $code) => queryJson(new Parcel(['parcel_code' => $code])), ['12345-1', '12345-2']);
$product = new Product(['product_code' => '1020872', 'delivery_quantity' => '1']);
$taken = (new DispatchApi($http, $settings))->updateOrderDispatch(queryJson($status), [$product], $parcels);
echo 'UpdateOrderDispatch ', var_export($taken->getSuccess(), true), "\n";

$orders = $tracking->getOrdersDetails(new OrderDetailsFilter(['order_ids' => ['GE123874638GB']]));
echo 'GetOrdersDetails ', $orders[0]->getOrderId(), "\n";

$refund = new OrderRefundDetails([
    'order_id' => 'GE123874638GB',
    'total_refund_amount' => 100,
    'refund_reason' => new OrderRefundReason(['order_refund_reason_code' => 'RETURN', 'name' => 'RETURN']),
]);
$paid = (new RefundsApi($http, $settings))->createOrderRefund(queryJson($refund), [piece('134643', '42'), piece('134644', '58')]);
echo 'CreateOrderRefund ', var_export($paid->getSuccess(), true), "\n";

$large = $tracking->getOrdersDetails(new OrderDetailsFilter(['order_ids' => ['EXACT1GB']]));
$total = $large[0]->getInternationalDetails()->getTotalPrice();
echo 'Money ', get_debug_type($total), ' ', var_export($total, true), "\n";
